import { Button, Group, PasswordInput, Stack } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useApi } from '../api/context.ts'
import { Notice } from '../frame/notice.tsx'
import { MAX_PASSWORD_LENGTH, MIN_PASSWORD_LENGTH } from '../limits.ts'
import { texts } from '../texts.ts'
import { Section } from './section.tsx'
import { useChange } from './use-change.ts'

const words = texts.account.password
type Values = { current: string; next: string; again: string }
const EMPTY: Values = { current: '', next: '', again: '' }

export function PasswordSection() {
  const api = useApi()
  const form = useForm<Values>({
    initialValues: EMPTY,
    validate: {
      current: (value) => (value ? null : words.currentMissing),
      next: (value) => (value.length >= MIN_PASSWORD_LENGTH ? null : words.tooShort),
      again: (value, { next }) => (value === next ? null : words.differs),
    },
  })
  const change = useChange(
    ({ current, next }: Values) => api.account.changePassword(current, next),
    () => form.setValues(EMPTY),
  )
  const toggle = { 'aria-label': texts.login.showPassword, tabIndex: 0, 'aria-hidden': false } as const
  return (
    <Section title={words.title} lead={words.lead}>
      <form onSubmit={form.onSubmit((values) => change.run(values))} noValidate>
        <Stack gap="md" maw={360}>
          {change.failure !== null && <Notice text={change.failure} isError />}
          {change.isDone && <Notice text={words.done} />}
          <PasswordInput
            label={words.current}
            name="current"
            autoComplete="current-password"
            maxLength={MAX_PASSWORD_LENGTH}
            visibilityToggleButtonProps={toggle}
            {...form.getInputProps('current')}
          />
          <PasswordInput
            label={words.next}
            name="next"
            autoComplete="new-password"
            maxLength={MAX_PASSWORD_LENGTH}
            visibilityToggleButtonProps={toggle}
            {...form.getInputProps('next')}
          />
          <PasswordInput
            label={words.again}
            name="again"
            autoComplete="new-password"
            maxLength={MAX_PASSWORD_LENGTH}
            visibilityToggleButtonProps={toggle}
            {...form.getInputProps('again')}
          />
          <Group>
            <Button type="submit" loading={change.isBusy}>
              {words.submit}
            </Button>
          </Group>
        </Stack>
      </form>
    </Section>
  )
}
