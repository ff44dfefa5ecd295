import { Badge, Button, Text } from '@mantine/core'
import type { PresenceVisitor } from '../../protocol/presence-api.ts'
import { describeDuration } from '../sessions/duration.ts'
import { StatusWords } from '../sessions/status-words.tsx'
import { texts } from '../texts.ts'
import classes from './presence.module.css'

const words = texts.presence
const MINUTE_MS = 60_000

type Props = { visitor: PresenceVisitor; now: number; isBusy: boolean; onInvite: () => void }

export function VisitorRow({ visitor, now, isBusy, onInvite }: Props) {
  const ageMs = now - Date.parse(visitor.activeAt)
  const data = Object.entries(visitor.data)
  return (
    <li className={classes['row']}>
      <div>
        <Text component="div" fw={600} className={classes['words']}>
          <bdi>{visitor.visitorId}</bdi>
        </Text>
        <Text size="sm" c="dimmed">
          {texts.live.statedByVisitor}
        </Text>
        {data.length > 0 && (
          <dl className={classes['data']}>
            {data.map(([name, value]) => (
              <div key={name}>
                <dt>
                  <bdi>{name}</bdi>
                </dt>
                <dd>
                  <bdi>{value}</bdi>
                </dd>
              </div>
            ))}
          </dl>
        )}
      </div>
      <div>
        <Text
          component="div"
          lineClamp={2}
          className={classes['words']}
          c={visitor.title ? 'inherit' : 'dimmed'}
        >
          <bdi>{visitor.title || words.untitled}</bdi>
        </Text>
        <Text size="sm" c="dimmed" component="div" lineClamp={2} className={classes['words']}>
          <bdi>{visitor.url}</bdi>
        </Text>
        <Text size="sm" c="dimmed" component="div">
          {[visitor.browser, visitor.platform, visitor.language].filter(Boolean).join(' · ')}
          {visitor.site === 'staging' && (
            <Badge variant="default" size="sm" ml={8}>
              {texts.site.staging}
            </Badge>
          )}
        </Text>
      </div>
      <div>
        {visitor.status ? (
          <Text component="div">
            <StatusWords status={visitor.status} />
          </Text>
        ) : (
          <Text component="div">
            {visitor.hasFocus ? words.focus : visitor.isVisible ? words.visible : words.hidden}
          </Text>
        )}
        <Text size="sm" c="dimmed" component="div">
          <time dateTime={visitor.activeAt}>
            {ageMs >= MINUTE_MS ? words.active(describeDuration(ageMs)) : words.activeNow}
          </time>
        </Text>
        {visitor.pages > 1 && (
          <Text size="sm" c="dimmed" component="div">
            {words.pages(visitor.pages)}
          </Text>
        )}
      </div>
      <div className={classes['action']}>
        {visitor.status === null && (
          <Button onClick={onInvite} loading={isBusy} aria-label={words.inviteLabel(visitor.visitorId)}>
            {words.invite}
          </Button>
        )}
      </div>
    </li>
  )
}
