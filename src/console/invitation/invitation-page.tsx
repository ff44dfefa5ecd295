import { Anchor, Button, Paper, PasswordInput, Stack } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { acceptedInvitation } from '../../protocol/people-api.ts'
import { useApi } from '../api/context.ts'
import { errorText, isApiError } from '../api/errors.ts'
import { Notice } from '../frame/notice.tsx'
import { PageHeading } from '../frame/page-heading.tsx'
import { MAX_PASSWORD_LENGTH, MIN_PASSWORD_LENGTH } from '../limits.ts'
import { texts } from '../texts.ts'

const words = texts.invitation

/** Where somebody who was invited chooses a password. The token is in the fragment, which no server sees. */
export function InvitationPage() {
  const api = useApi()
  const [token] = useState(() => window.location.hash.slice(1))
  const [password, setPassword] = useState('')
  const [again, setAgain] = useState('')
  const [problem, setProblem] = useState<string | null>(null)
  const accept = useMutation({
    mutationFn: () => api.call('POST', '/api/auth/invitation', acceptedInvitation, { token, password }),
    // Nobody comes back to it by the browser's history.
    onSuccess: () => window.history.replaceState(null, '', window.location.pathname),
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const wrong =
      password.length < MIN_PASSWORD_LENGTH ? words.tooShort : password !== again ? words.differs : null
    setProblem(wrong)
    if (wrong === null) accept.mutate()
  }
  const { error } = accept
  const failure = problem ?? (error && (isApiError(error, 'code-refused') ? words.over : errorText(error)))
  return (
    <main>
      <Stack gap="lg" maw="26rem" mx="auto" p="lg" pt="10vh">
        <PageHeading title={words.title} lead={accept.isSuccess ? '' : words.lead} />
        {failure && <Notice text={failure} isError />}
        {accept.data ? (
          <>
            <Notice text={words.done(accept.data.email)} />
            <Anchor href="/agent/login">{words.logIn}</Anchor>
          </>
        ) : (
          <Paper component="form" withBorder p="lg" radius="lg" onSubmit={submit}>
            <Stack gap="md">
              <PasswordInput
                label={words.password}
                name="next"
                autoComplete="new-password"
                maxLength={MAX_PASSWORD_LENGTH}
                value={password}
                onChange={(event) => setPassword(event.currentTarget.value)}
              />
              <PasswordInput
                label={words.again}
                name="again"
                autoComplete="new-password"
                maxLength={MAX_PASSWORD_LENGTH}
                value={again}
                onChange={(event) => setAgain(event.currentTarget.value)}
              />
              <Button type="submit" loading={accept.isPending}>
                {words.submit}
              </Button>
            </Stack>
          </Paper>
        )}
      </Stack>
    </main>
  )
}
