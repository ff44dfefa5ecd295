import { Button, Stack } from '@mantine/core'
import { browserSupportsWebAuthn } from '@simplewebauthn/browser'
import { useState } from 'react'
import type { SignInResponse } from '../../protocol/accounts.ts'
import { askPasskey } from '../account/passkey.ts'
import { useApi } from '../api/context.ts'
import { errorText, isApiError } from '../api/errors.ts'
import { Notice } from '../frame/notice.tsx'
import { describeWait } from '../sessions/duration.ts'
import { texts } from '../texts.ts'

const words = texts.login

/** Logs in by passkey alone: it is something one has and is, and so is both factors. */
export function PasskeyButton({ onStep }: { onStep: (answer: SignInResponse) => void }) {
  const api = useApi()
  const [failure, setFailure] = useState<string | null>(null)
  const [isBusy, setIsBusy] = useState(false)
  if (!browserSupportsWebAuthn()) return null
  const logIn = async () => {
    setFailure(null)
    setIsBusy(true)
    try {
      const ceremony = await api.account.beginPasskeyLogin()
      onStep(await api.account.passkeyLogin(await askPasskey(ceremony)))
    } catch (error) {
      setFailure(failureText(error))
      setIsBusy(false)
    }
  }
  return (
    <Stack gap="sm">
      {failure !== null && <Notice text={failure} isError />}
      <Button variant="default" size="md" fullWidth loading={isBusy} onClick={() => void logIn()}>
        {words.passkey}
      </Button>
    </Stack>
  )
}

function failureText(error: unknown): string {
  if (isApiError(error, 'network') || isApiError(error, 'internal')) return errorText(error)
  if (isApiError(error, 'rate-limited')) return words.wait(describeWait(error.retryAfterSeconds ?? 60))
  return words.passkeyFailed
}
