import { Button, Group, Stack, TextInput } from '@mantine/core'
import { type FormEvent, useRef, useState } from 'react'
import type { SecondFactors, SignInResponse } from '../../protocol/accounts.ts'
import { useApi } from '../api/context.ts'
import { errorText, isApiError } from '../api/errors.ts'
import { Notice } from '../frame/notice.tsx'
import { PageHeading } from '../frame/page-heading.tsx'
import { MAX_CODE_LENGTH } from '../limits.ts'
import { describeWait } from '../sessions/duration.ts'
import { texts } from '../texts.ts'
import { PasskeyButton } from './passkey-button.tsx'

const words = texts.login
type Props = { factors: SecondFactors; onStep: (answer: SignInResponse) => void; onBack: () => void }

/** The second half of a log-in. */
export function SecondStep({ factors, onStep, onBack }: Props) {
  const api = useApi()
  const field = useRef<HTMLInputElement>(null)
  const [code, setCode] = useState('')
  const [failure, setFailure] = useState<string | null>(null)
  const [isBusy, setIsBusy] = useState(false)
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    if (code.trim() === '') return setFailure(words.codeMissing)
    setFailure(null)
    setIsBusy(true)
    try {
      onStep(await api.account.secondFactor(code.trim()))
    } catch (error) {
      setFailure(failureText(error))
      setIsBusy(false)
      setCode('')
      field.current?.focus()
    }
  }
  return (
    <>
      <PageHeading
        title={words.codeTitle}
        lead={factors.totp ? words.codeLead : words.recoveryLead}
        focus={field}
      />
      <form onSubmit={(event) => void submit(event)} noValidate>
        <Stack gap="md">
          {failure !== null && <Notice text={failure} isError />}
          <TextInput
            ref={field}
            label={words.code}
            name="code"
            size="md"
            autoComplete="one-time-code"
            maxLength={MAX_CODE_LENGTH}
            value={code}
            onChange={(event) => setCode(event.currentTarget.value)}
          />
          <Button type="submit" size="md" loading={isBusy} fullWidth>
            {words.codeSubmit}
          </Button>
        </Stack>
      </form>
      {factors.passkey && <PasskeyButton onStep={onStep} />}
      <Group justify="center">
        <Button variant="subtle" onClick={onBack}>
          {words.back}
        </Button>
      </Group>
    </>
  )
}

function failureText(error: unknown): string {
  if (isApiError(error, 'login-refused')) return words.codeOver
  if (isApiError(error, 'rate-limited')) return words.wait(describeWait(error.retryAfterSeconds ?? 60))
  if (isApiError(error, 'network') || isApiError(error, 'internal')) return errorText(error)
  return words.codeFailed
}
