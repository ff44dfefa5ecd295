import { Button, Group, Paper, PasswordInput, Stack, Text, TextInput, Title } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { createContext, type FormEvent, type ReactNode, use, useEffect, useRef, useState } from 'react'
import type { SecurityOverview } from '../../protocol/accounts.ts'
import type { AccountApi } from '../api/account-client.ts'
import { useApi } from '../api/context.ts'
import { errorText, isApiError } from '../api/errors.ts'
import { Notice } from '../frame/notice.tsx'
import { MAX_CODE_LENGTH, MAX_PASSWORD_LENGTH } from '../limits.ts'
import { describeWait } from '../sessions/duration.ts'
import { texts } from '../texts.ts'
import { askPasskey } from './passkey.ts'
import { SECURITY_KEY } from './queries.ts'

const words = texts.account.proof
type WithProof = <T>(work: () => Promise<T>) => Promise<T>
/** Where no page asks for proofs, none is needed: what the server says is shown. */
const ProofContext = createContext<WithProof>((work) => work())

/** Carries out a change; if the server wants a proof of who asks, the page asks for it and tries again. */
export function useWithProof(): WithProof {
  return use(ProofContext)
}

/** The person did not want to prove who they are: the change did not happen, and nothing is wrong. */
export class ProofCancelled extends Error {
  override readonly name = 'ProofCancelled'
}

type Props = Pick<SecurityOverview, 'companies'> & { by: SecurityOverview['confirmBy']; children: ReactNode }

export function ProofProvider({ by, companies, children }: Props) {
  const queries = useQueryClient()
  const [settle, setSettle] = useState<((isProven: boolean) => void) | null>(null)
  const withProof: WithProof = async (work) => {
    try {
      return await work()
    } catch (error) {
      if (!isApiError(error, 'confirm-first')) throw error
      const isProven = await new Promise<boolean>((resolve) => setSettle(() => resolve))
      setSettle(null)
      if (!isProven) throw new ProofCancelled()
      void queries.invalidateQueries({ queryKey: SECURITY_KEY })
      return work()
    }
  }
  return (
    <ProofContext value={withProof}>
      {settle && <ProofPanel by={by} companies={companies} onEnd={settle} />}
      {children}
    </ProofContext>
  )
}

type PanelProps = Omit<Props, 'children'> & { onEnd: (isProven: boolean) => void }

function ProofPanel({ by, companies, onEnd }: PanelProps) {
  const api = useApi()
  const panel = useRef<HTMLDivElement>(null)
  const [failure, setFailure] = useState<string | null>(null)
  const [isBusy, setIsBusy] = useState(false)
  useEffect(() => {
    panel.current?.scrollIntoView({ block: 'nearest' })
    panel.current?.querySelector<HTMLElement>('input, button')?.focus()
  }, [])
  const prove = async (work: () => Promise<void>) => {
    setFailure(null)
    setIsBusy(true)
    try {
      await work()
      onEnd(true)
    } catch (error) {
      setFailure(proofFailureText(error))
      setIsBusy(false)
    }
  }
  return (
    <Paper ref={panel} withBorder p="lg" radius="lg" role="dialog" aria-labelledby="proof-title">
      <Stack gap="sm">
        <Title order={2} id="proof-title">
          {words.title}
        </Title>
        <Text>{by.length === 0 ? words.again : words.lead}</Text>
        {failure !== null && <Notice text={failure} isError />}
        {by.includes('passkey') && (
          <Group>
            <Button loading={isBusy} onClick={() => void prove(() => confirmByPasskey(api.account))}>
              {words.passkey}
            </Button>
          </Group>
        )}
        {by.includes('password') && (
          <SecretForm
            label={words.password}
            isPassword
            isBusy={isBusy}
            onSubmit={(password) => prove(() => api.account.confirm({ password }))}
          />
        )}
        {by.includes('code') && (
          <SecretForm
            label={words.code}
            isBusy={isBusy}
            onSubmit={(code) => prove(() => api.account.confirm({ code }))}
          />
        )}
        <Group>
          {by.length === 0 &&
            companies.map(({ groupId, name }) => (
              <Button key={groupId} onClick={() => window.location.assign(`/agent/sso/${groupId}?again=1`)}>
                {words.company(name)}
              </Button>
            ))}
          <Button variant="default" onClick={() => onEnd(false)}>
            {words.cancel}
          </Button>
        </Group>
      </Stack>
    </Paper>
  )
}

async function confirmByPasskey(api: AccountApi): Promise<void> {
  await api.confirm({ passkey: await askPasskey(await api.beginConfirm()) })
}

type SecretProps = {
  label: string
  isPassword?: boolean
  isBusy: boolean
  onSubmit: (value: string) => unknown
}

function SecretForm({ label, isPassword = false, isBusy, onSubmit }: SecretProps) {
  const [value, setValue] = useState('')
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (value !== '') onSubmit(value)
  }
  return (
    <form onSubmit={submit}>
      <Group align="flex-end" gap="sm">
        {isPassword ? (
          <PasswordInput
            label={label}
            autoComplete="current-password"
            name="proof-password"
            w={280}
            maxLength={MAX_PASSWORD_LENGTH}
            value={value}
            onChange={(event) => setValue(event.currentTarget.value)}
          />
        ) : (
          <TextInput
            label={label}
            autoComplete="one-time-code"
            inputMode="numeric"
            name="proof-code"
            w={280}
            maxLength={MAX_CODE_LENGTH}
            value={value}
            onChange={(event) => setValue(event.currentTarget.value)}
          />
        )}
        <Button type="submit" loading={isBusy}>
          {words.submit}
        </Button>
      </Group>
    </form>
  )
}

export function proofFailureText(error: unknown): string {
  if (isApiError(error, 'rate-limited')) return texts.login.wait(describeWait(error.retryAfterSeconds ?? 60))
  if (isApiError(error, 'login-refused') || isApiError(error, 'code-refused')) return words.failed
  // What the browser's passkey dialog says when its owner turns away, or when time is over.
  if (error instanceof Error && error.name === 'NotAllowedError') return words.notUsed
  if (error instanceof Error && error.name === 'InvalidStateError') return words.usedHere
  return errorText(error)
}
