import { Alert, Button, Group, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useApi, useMe } from '../api/context.ts'
import { useServerChange } from '../api/use-change.ts'
import { roleText } from '../frame/name-texts.ts'
import { Notice } from '../frame/notice.tsx'
import { checkedJoinAddress } from '../join/join-address.ts'
import { displayKey } from '../join/key.ts'
import { texts } from '../texts.ts'
import { acceptOffer, closeOffer, type Offer, TRANSFERS_KEY, transfersQuery } from './queries.ts'

const words = texts.transfer

/** What others offer to this person, and what became of own offers; on every page (VW-6). */
export function Offers() {
  const api = useApi()
  const groups = useMe().groups.filter(({ privileges }) => privileges.includes('view'))
  const offers = useQuery(
    transfersQuery(
      api,
      groups.map(({ id }) => id),
    ),
  )
  const [hidden, setHidden] = useState<readonly string[]>([])
  const shown = (offers.data ?? []).filter(
    ({ id, state, isOwn }) =>
      !hidden.includes(`${id} ${state}`) && (!isOwn || words.states[state]('') !== ''),
  )
  return (
    <section aria-label={words.label} aria-live="polite">
      {shown.map((offer) => (
        <Entry
          key={offer.id}
          offer={offer}
          onHide={() => setHidden([...hidden, `${offer.id} ${offer.state}`])}
        />
      ))}
    </section>
  )
}

function Entry({ offer, onHide }: { offer: Offer; onHide: () => void }) {
  const api = useApi()
  const accept = useServerChange(
    [TRANSFERS_KEY],
    () => acceptOffer(api, offer),
    ({ joinUrl }) => {
      const address = checkedJoinAddress(joinUrl, window.location.origin)
      if (address !== null) window.location.assign(address)
    },
  )
  const close = useServerChange([TRANSFERS_KEY], (verb: 'decline' | 'withdraw') =>
    closeOffer(api, offer, verb),
  )
  const key = displayKey(offer.key)
  const failure = accept.failure ?? close.failure
  return (
    <Alert color="petrol" variant="light" radius={0}>
      <Group justify="center" gap="sm">
        <Text size="sm" c="var(--mantine-color-text)">
          {offer.isOwn
            ? words.ownLine(key, words.states[offer.state](offer.takenBy ?? roleText(offer.to)))
            : words.offered(offer.from, key)}
          {!offer.isOwn && offer.note !== '' && <> “{offer.note}”</>}
        </Text>
        {offer.isOwn ? (
          <Button
            size="compact-md"
            variant="default"
            loading={close.isBusy}
            onClick={offer.state === 'open' ? () => close.run('withdraw') : onHide}
          >
            {offer.state === 'open' ? words.withdraw : words.hide}
          </Button>
        ) : (
          <>
            <Button
              size="compact-md"
              aria-label={words.acceptLabel(key)}
              loading={accept.isBusy}
              onClick={() => accept.run(undefined)}
            >
              {words.accept}
            </Button>
            <Button
              size="compact-md"
              variant="default"
              loading={close.isBusy}
              // One of a role does not decline for the others.
              onClick={offer.isToRole ? onHide : () => close.run('decline')}
            >
              {offer.isToRole ? words.hide : words.decline}
            </Button>
          </>
        )}
      </Group>
      {failure && <Notice text={failure} isError />}
    </Alert>
  )
}
