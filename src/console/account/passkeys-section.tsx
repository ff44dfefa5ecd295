import { Button, Group, Stack, Text, TextInput } from '@mantine/core'
import { browserSupportsWebAuthn } from '@simplewebauthn/browser'
import { type FormEvent, useState } from 'react'
import type { SecurityOverview } from '../../protocol/accounts.ts'
import { useApi } from '../api/context.ts'
import { Notice } from '../frame/notice.tsx'
import { MAX_PASSKEY_NAME_LENGTH } from '../limits.ts'
import { Moment } from '../sessions/moment.tsx'
import { texts } from '../texts.ts'
import classes from './account.module.css'
import { makePasskey } from './passkey.ts'
import { RecoveryCodes } from './recovery-codes.tsx'
import { Section } from './section.tsx'
import { useChange } from './use-change.ts'

const words = texts.account.passkeys

export function PasskeysSection({ security }: { security: SecurityOverview }) {
  const { passkeys, policy } = security
  const api = useApi()
  const [name, setName] = useState('')
  const [codes, setCodes] = useState<string[]>([])
  const add = useChange(
    (entry: string) => makePasskey(api.account, entry),
    (made) => {
      setName('')
      setCodes(made)
    },
  )
  const remove = useChange((id: string) => api.account.removePasskey(id))
  const failure = add.failure ?? remove.failure
  const isOffered = policy.ways.includes('passkey') || policy.isSecondFactorOffered
  if (passkeys.length === 0 && !isOffered) return null
  const submit = (event: FormEvent) => {
    event.preventDefault()
    add.run(name.trim() || words.unnamed)
  }
  return (
    <Section title={words.title} lead={words.lead}>
      {failure !== null && <Notice text={failure} isError />}
      {codes.length > 0 && <RecoveryCodes codes={codes} onDone={() => setCodes([])} />}
      <ul className={classes['list']}>
        {passkeys.map((passkey) => (
          <li key={passkey.id} className={classes['row']}>
            <Stack gap={2}>
              <Text fw={600}>{passkey.name}</Text>
              <Text size="sm" c="dimmed">
                {words.made} <Moment at={passkey.createdAt} />
                {passkey.usedAt !== null && (
                  <>
                    , {words.used} <Moment at={passkey.usedAt} />
                  </>
                )}
              </Text>
            </Stack>
            <Button
              variant="default"
              disabled={remove.isBusy}
              aria-label={words.removeLabel(passkey.name)}
              onClick={() => remove.run(passkey.id)}
            >
              {words.remove}
            </Button>
          </li>
        ))}
      </ul>
      {!browserSupportsWebAuthn() && <Text c="dimmed">{words.unsupported}</Text>}
      {isOffered && browserSupportsWebAuthn() && (
        <form onSubmit={submit}>
          <Group align="flex-end">
            <TextInput
              label={words.name}
              placeholder={words.nameExample}
              name="passkey-name"
              autoComplete="off"
              maxLength={MAX_PASSKEY_NAME_LENGTH}
              value={name}
              onChange={(event) => setName(event.currentTarget.value)}
            />
            <Button type="submit" loading={add.isBusy}>
              {words.add}
            </Button>
          </Group>
        </form>
      )}
    </Section>
  )
}
