import { Button, Group, Stack, Text } from '@mantine/core'
import type { LoginEntry } from '../../protocol/accounts.ts'
import { Moment } from '../sessions/moment.tsx'
import { texts } from '../texts.ts'
import classes from './account.module.css'

const words = texts.account.logins

type Props = { logins: readonly LoginEntry[]; isBusy: boolean; onEnd: (id: string) => void }

/** Log-ins with browser, place and time, each with a button that ends it. */
export function LoginList({ logins, isBusy, onEnd }: Props) {
  return (
    <ul className={classes['list']}>
      {logins.map((login) => (
        <li key={login.id} className={classes['row']}>
          <Stack gap={2}>
            <Text fw={600}>
              {login.browser}
              {login.isOwn && <span className={classes['own']}>{words.own}</span>}
            </Text>
            <Text size="sm" c="dimmed">
              {words.from(login.address, methodText(login.method))}
            </Text>
            <Text size="sm" c="dimmed">
              {words.since} <Moment at={login.startedAt} />, {words.seen} <Moment at={login.seenAt} />
            </Text>
          </Stack>
          {!login.isOwn && (
            <Group>
              <Button
                variant="default"
                disabled={isBusy}
                aria-label={words.endLabel(login.browser, login.address)}
                onClick={() => onEnd(login.id)}
              >
                {words.end}
              </Button>
            </Group>
          )}
        </li>
      ))}
    </ul>
  )
}

function methodText(method: string): string {
  const known: Readonly<Record<string, string>> = words.method
  return Object.hasOwn(known, method) ? (known[method] ?? method) : method
}
