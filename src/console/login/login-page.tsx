import { Button, PasswordInput, Stack, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useMutation } from '@tanstack/react-query'
import { useLocation, useRouter } from '@tanstack/react-router'
import { type ReactNode, type RefObject, useEffect, useRef, useState } from 'react'
import type { SecondFactors, SignInResponse } from '../../protocol/accounts.ts'
import { type Language, languageOf } from '../../protocol/languages.ts'
import { useApi } from '../api/context.ts'
import { errorText, isApiError } from '../api/errors.ts'
import { Brand } from '../frame/brand.tsx'
import { ColorToggle } from '../frame/color-toggle.tsx'
import { LanguageChoice } from '../frame/language-choice.tsx'
import { Notice } from '../frame/notice.tsx'
import { PageHeading } from '../frame/page-heading.tsx'
import { MAX_EMAIL_LENGTH, MAX_PASSWORD_LENGTH } from '../limits.ts'
import { describeWait } from '../sessions/duration.ts'
import { texts } from '../texts.ts'
import { CompanyForm } from './company-form.tsx'
import classes from './login.module.css'
import { PasskeyButton } from './passkey-button.tsx'
import { checkedReturnPlace } from './return-place.ts'
import { SecondStep } from './second-step.tsx'
import { ssoProblemText } from './sso-problem.ts'

type LoginSearch = { problem?: string; step?: 'code'; company?: string }
type Credentials = { email: string; password: string }
const words = texts.login

export function LoginPage() {
  const emailField = useRef<HTMLInputElement>(null)
  const isExpired = useLocation({ select: (location) => location.state.isExpired === true })
  const search = useLocation({ select: (location) => location.search }) as LoginSearch
  const [factors, setFactors] = useState<SecondFactors | null>(null)
  const goOn = useGoOn()
  const api = useApi()
  const isMidway = search.step === 'code'
  useEffect(() => {
    // The first half was done at a company. If it took too long, the log-in begins anew.
    if (isMidway)
      api.account.pendingFactors().then(
        (answer) => setFactors(answer.secondFactor ?? null),
        () => undefined,
      )
  }, [api, isMidway])
  /** Each step of a log-in leads in, or to the next one. */
  const onStep = ({ secondFactor }: SignInResponse) => (secondFactor ? setFactors(secondFactor) : goOn())
  if (factors) {
    return (
      <LoginFrame>
        <SecondStep factors={factors} onStep={onStep} onBack={() => setFactors(null)} />
      </LoginFrame>
    )
  }
  return (
    <LoginFrame>
      <PageHeading title={words.title} lead={words.lead} focus={emailField} />
      {isExpired && <Notice text={words.expired} />}
      {search.problem !== undefined && <Notice text={ssoProblemText(search.problem)} isError />}
      <LoginForm emailField={emailField} onStep={onStep} />
      <PasskeyButton onStep={onStep} />
      <CompanyForm company={search.company} />
    </LoginFrame>
  )
}

function LoginFrame({ children }: { children: ReactNode }) {
  const api = useApi()
  const choose = useMutation({
    mutationFn: (language: Language | null) => api.account.chooseLanguage(language),
    onSuccess: () => window.location.reload(),
  })
  return (
    <div className={classes['page']}>
      <header className={classes['top']}>
        <Brand size={34} />
        <ColorToggle />
      </header>
      <main className={classes['panel']}>
        <Stack gap="lg">{children}</Stack>
      </main>
      <footer className={classes['language']}>
        <LanguageChoice
          value={languageOf(document.documentElement.lang)}
          onChange={(next) => choose.mutate(next)}
        />
      </footer>
    </div>
  )
}

type FormProps = { emailField: RefObject<HTMLInputElement | null>; onStep: (answer: SignInResponse) => void }

function LoginForm({ emailField, onStep }: FormProps) {
  const api = useApi()
  const passwordField = useRef<HTMLInputElement>(null)
  const [failure, setFailure] = useState<string | null>(null)
  const [isBusy, setIsBusy] = useState(false)
  const form = useForm<Credentials>({
    mode: 'uncontrolled',
    initialValues: { email: '', password: '' },
    validate: {
      email: (email) => (email.trim() ? null : words.emailMissing),
      password: (password) => (password ? null : words.passwordMissing),
    },
  })

  const fail = (text: string) => {
    setFailure(text)
    setIsBusy(false)
    passwordField.current?.focus()
    passwordField.current?.select()
  }
  const submit = async ({ email, password }: Credentials) => {
    setFailure(null)
    setIsBusy(true)
    try {
      onStep(await api.account.signIn(email.trim(), password))
    } catch (error) {
      fail(loginFailureText(error))
    }
  }
  const focusFirst = (errors: object) => ('email' in errors ? emailField : passwordField).current?.focus()

  return (
    <form onSubmit={form.onSubmit((values) => void submit(values), focusFirst)} noValidate>
      <Stack gap="md">
        {failure !== null && <Notice text={failure} isError />}
        <TextInput
          ref={emailField}
          label={words.email}
          type="email"
          name="email"
          autoComplete="username"
          size="md"
          maxLength={MAX_EMAIL_LENGTH}
          key={form.key('email')}
          {...form.getInputProps('email')}
        />
        <PasswordInput
          ref={passwordField}
          label={words.password}
          name="password"
          autoComplete="current-password"
          size="md"
          maxLength={MAX_PASSWORD_LENGTH}
          visibilityToggleButtonProps={{
            'aria-label': words.showPassword,
            tabIndex: 0,
            'aria-hidden': false,
          }}
          key={form.key('password')}
          {...form.getInputProps('password')}
        />
        <Button type="submit" size="md" loading={isBusy} fullWidth mt="xs">
          {words.submit}
        </Button>
      </Stack>
    </form>
  )
}

/** To the page of the console that asked for the log-in, or else to the place that the server keeps (JN-1). */
function useGoOn(): () => void {
  const router = useRouter()
  const returnPlace = useLocation({ select: (location) => location.state.returnPlace })
  return () => {
    const place = checkedReturnPlace(returnPlace, router.basepath)
    window.location.replace(place ?? '/agent/return')
  }
}

/** One sentence for all refusals: it must not tell an unknown user from a wrong password (RO-4). */
function loginFailureText(error: unknown): string {
  if (isApiError(error, 'network') || isApiError(error, 'internal')) return errorText(error)
  if (isApiError(error, 'rate-limited')) return words.wait(describeWait(error.retryAfterSeconds ?? 60))
  return words.failed
}
