import { Button, Group, Loader, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useEffect, useEffectEvent, useState } from 'react'
import type { GroupId, SessionKey } from '../../protocol/ids.ts'
import { useApi } from '../api/context.ts'
import { errorText, isApiError } from '../api/errors.ts'
import { PageHeading } from '../frame/page-heading.tsx'
import { describeDuration } from '../sessions/duration.ts'
import { texts } from '../texts.ts'
import { useNow } from '../use-now.ts'
import classes from './join.module.css'
import { checkedJoinAddress } from './join-address.ts'
import { displayKey } from './key.ts'
import { pauseFor, waitForSession } from './wait-for-session.ts'

type Props = {
  sessionKey: SessionKey
  group: GroupId | null
  /** As the page that opened this window has put them into its address (AE-5). */
  opened: Readonly<Record<'lang' | 'tools' | 'window', string | undefined>>
  /** Back to the form, with a sentence if it was not the agent's wish. */
  onStop: (why: string | null) => void
}

const words = texts.join
const MINUTE_MS = 60_000

/** JN-4: waits until the session with this key is there, and then joins it. */
export function WaitingPanel({ sessionKey, group, opened, onStop }: Props) {
  const api = useApi()
  const [isInTrouble, setIsInTrouble] = useState(false)
  // A query, not an effect: it ends with the panel, and who is logged out meanwhile is sent to the log-in.
  const { data, error } = useQuery({
    queryKey: ['wait', sessionKey, group],
    queryFn: ({ signal }) =>
      waitForSession({
        api,
        key: sessionKey,
        group,
        window: opened.window,
        now: Date.now,
        pause: pauseFor,
        signal,
        onTrouble: setIsInTrouble,
      }),
    retry: false,
    gcTime: 0,
    staleTime: Number.POSITIVE_INFINITY,
    networkMode: 'always',
  })
  const goOn = useEffectEvent(() => {
    if (error) return isApiError(error, 'not-logged-in') ? undefined : onStop(errorText(error))
    if (!data) return
    if (data.type === 'over') return onStop(overText(sessionKey, data.minutes))
    const address = checkedJoinAddress(data.joinUrl, window.location.origin, opened)
    // Replaced: the way back from the session must not lead into waiting for it.
    if (address) window.location.replace(address)
    else onStop(words.failed)
  })
  useEffect(() => {
    if (data || error) goOn()
  }, [data, error])
  return (
    <section className={classes['panel']}>
      <PageHeading title={words.waitTitle(displayKey(sessionKey))} lead={words.waitLead} />
      <Group mt="lg" gap="md">
        <Loader size="sm" aria-hidden="true" />
        <Text size="sm" c="dimmed" role="status">
          {isInTrouble ? words.waitTrouble : <WaitingSince />}
        </Text>
        <Button variant="default" size="md" ml="auto" onClick={() => onStop(null)}>
          {words.cancel}
        </Button>
      </Group>
    </section>
  )
}

function WaitingSince() {
  const [startMs] = useState(Date.now)
  return words.waitSince(describeDuration(useNow() - startMs))
}

function overText(key: SessionKey, minutes: number): string {
  return words.waitOver(displayKey(key), describeDuration(minutes * MINUTE_MS))
}
