import { Button, Group, Stack, Text, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import type { SecurityOverview, TotpOffer } from '../../protocol/accounts.ts'
import { useApi } from '../api/context.ts'
import { Notice } from '../frame/notice.tsx'
import { MAX_CODE_LENGTH } from '../limits.ts'
import { texts } from '../texts.ts'
import classes from './account.module.css'
import { QrPicture } from './qr-picture.tsx'
import { RecoveryCodes } from './recovery-codes.tsx'
import { Section } from './section.tsx'
import { useChange } from './use-change.ts'

const words = texts.account.app

/** The authenticator app, and the recovery codes that stand in for it. */
export function SecondFactorSection({ security }: { security: SecurityOverview }) {
  const { hasTotp, policy } = security
  const api = useApi()
  const [offer, setOffer] = useState<TotpOffer | null>(null)
  const [codes, setCodes] = useState<string[]>([])
  const begin = useChange(() => api.account.beginTotp(), setOffer)
  const remove = useChange(() => api.account.removeTotp())
  const renew = useChange(() => api.account.makeRecoveryCodes(), setCodes)
  const failure = begin.failure ?? remove.failure ?? renew.failure
  const hasFactor = hasTotp || security.passkeys.length > 0
  if (!hasFactor && !policy.isSecondFactorOffered) return null
  return (
    <Section title={words.title} lead={words.lead}>
      {failure !== null && <Notice text={failure} isError />}
      <Text>{hasTotp ? words.isOn : words.isOff}</Text>
      {codes.length > 0 && <RecoveryCodes codes={codes} onDone={() => setCodes([])} />}
      {offer && !hasTotp && (
        <NewApp
          offer={offer}
          onCodes={(made) => {
            setOffer(null)
            setCodes(made)
          }}
        />
      )}
      <Group>
        {!hasTotp && !offer && policy.isSecondFactorOffered && (
          <Button loading={begin.isBusy} onClick={() => begin.run(undefined)}>
            {words.setUp}
          </Button>
        )}
        {hasFactor && (
          <Button variant="default" loading={renew.isBusy} onClick={() => renew.run(undefined)}>
            {words.renewCodes}
          </Button>
        )}
        {hasTotp && (
          <Button variant="default" loading={remove.isBusy} onClick={() => remove.run(undefined)}>
            {words.remove}
          </Button>
        )}
      </Group>
      {hasFactor && (
        <Text size="sm" c="dimmed">
          {words.codesLeft(security.recoveryCodes)}
        </Text>
      )}
    </Section>
  )
}

function NewApp({ offer, onCodes }: { offer: TotpOffer; onCodes: (codes: string[]) => void }) {
  const api = useApi()
  const [code, setCode] = useState('')
  const finish = useChange((entry: string) => api.account.finishTotp(entry), onCodes)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (code !== '') finish.run(code)
  }
  return (
    <Stack gap="sm">
      <Text>{words.scan}</Text>
      <QrPicture text={offer.uri} label={words.picture} />
      <Text size="sm">{words.type}</Text>
      <span className={classes['secret']} data-secret>
        {offer.secret.replace(/.{4}(?=.)/g, '$& ')}
      </span>
      {finish.failure !== null && <Notice text={finish.failure} isError />}
      <form onSubmit={submit}>
        <Group align="flex-end">
          <TextInput
            label={words.firstCode}
            name="first-code"
            inputMode="numeric"
            autoComplete="one-time-code"
            maxLength={MAX_CODE_LENGTH}
            value={code}
            onChange={(event) => setCode(event.currentTarget.value)}
          />
          <Button type="submit" loading={finish.isBusy}>
            {words.finish}
          </Button>
        </Group>
      </form>
    </Stack>
  )
}
