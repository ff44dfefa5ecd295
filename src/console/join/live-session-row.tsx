import { Badge, Button, Text } from '@mantine/core'
import type { SessionSummary } from '../../protocol/rest.ts'
import { describeDuration } from '../sessions/duration.ts'
import { KeyText } from '../sessions/key-text.tsx'
import { StatusWords } from '../sessions/status-words.tsx'
import { texts } from '../texts.ts'
import { HandOver } from '../transfers/hand-over.tsx'
import { joinAddress } from './join-address.ts'
import { displayKey } from './key.ts'
import classes from './live-sessions.module.css'

type Props = {
  session: SessionSummary
  now: number
  mayJoin: boolean
  /** The person is in it, and may hand it over. */
  mayTransfer: boolean
}

const words = texts.live
const MINUTE_MS = 60_000

export function LiveSessionRow({ session, now, mayJoin, mayTransfer }: Props) {
  const ageMs = now - Date.parse(session.startedAt)
  return (
    <li className={classes['row']}>
      <div className={classes['key']}>
        <Text size="xl" component="div">
          <KeyText value={session.key} />
        </Text>
        <Text size="sm" c="dimmed" component="div">
          <span className={classes['group']}>{session.groupName}</span>
          {session.site === 'staging' && (
            <Badge variant="default" size="sm" ml={8}>
              {texts.site[session.site]}
            </Badge>
          )}
        </Text>
      </div>
      <div>
        <VisitorName name={session.visitorName} />
      </div>
      <div>
        <Text component="div">
          <StatusWords status={session.status} />
        </Text>
        <Text size="sm" c="dimmed" component="div">
          <time dateTime={session.startedAt}>
            {ageMs >= MINUTE_MS ? words.started(describeDuration(ageMs)) : words.startedNow}
          </time>
        </Text>
      </div>
      <Text size="sm" component="div" c={session.agents.length === 0 ? 'dimmed' : 'inherit'}>
        {session.agents.length === 0 ? words.noAgent : session.agents.join(', ')}
      </Text>
      <div className={classes['action']}>
        {mayTransfer && session.status === 'A' && <HandOver session={session} />}
        {mayJoin && (
          <Button
            component="a"
            href={joinAddress(session.key, session.groupId)}
            aria-label={words.joinLabel(displayKey(session.key))}
            variant={session.status === 'A' ? 'default' : 'filled'}
          >
            {words.join}
          </Button>
        )}
      </div>
    </li>
  )
}

/** Visitors may call themselves anything: isolated, so that no text around it turns round, and marked as their word. */
function VisitorName({ name }: { name: string | null }) {
  if (!name) return <Text c="dimmed">{words.unnamedVisitor}</Text>
  return (
    <>
      <Text component="div" lineClamp={2} className={classes['name']}>
        <bdi>{name}</bdi>
      </Text>
      <Text size="sm" c="dimmed">
        {words.statedByVisitor}
      </Text>
    </>
  )
}
