import { Button, Group } from '@mantine/core'
import type { LoginEntry } from '../../protocol/accounts.ts'
import { useApi } from '../api/context.ts'
import { Notice } from '../frame/notice.tsx'
import { texts } from '../texts.ts'
import { LoginList } from './login-list.tsx'
import { Section } from './section.tsx'
import { useChange } from './use-change.ts'

const words = texts.account.logins

export function LoginsSection({ logins }: { logins: readonly LoginEntry[] }) {
  const api = useApi()
  const end = useChange((id: string) => api.account.endLogin(id))
  const endOthers = useChange(() => api.account.endOtherLogins())
  const failure = end.failure ?? endOthers.failure
  return (
    <Section title={words.title} lead={words.lead}>
      {failure !== null && <Notice text={failure} isError />}
      <LoginList logins={logins} isBusy={end.isBusy || endOthers.isBusy} onEnd={end.run} />
      {logins.length > 1 && (
        <Group>
          <Button variant="default" loading={endOthers.isBusy} onClick={() => endOthers.run(undefined)}>
            {words.endOthers}
          </Button>
        </Group>
      )}
    </Section>
  )
}
