import { Anchor, Stack, Text } from '@mantine/core'
import { queryOptions, useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { type SessionDetail, sessionDetail } from '../../protocol/reports-api.ts'
import { Section } from '../account/section.tsx'
import type { Api } from '../api/client.ts'
import { useApi } from '../api/context.ts'
import { type Fact, Facts } from '../frame/facts.tsx'
import { roleText } from '../frame/name-texts.ts'
import { NameList } from '../frame/names.tsx'
import { PageHeading } from '../frame/page-heading.tsx'
import { QueryState } from '../frame/query-state.tsx'
import { displayKey } from '../join/key.ts'
import { figureFacts } from '../reports/figure-words.ts'
import { describeDuration, sessionDurationMs } from '../sessions/duration.ts'
import { Moment } from '../sessions/moment.tsx'
import { StatusWords } from '../sessions/status-words.tsx'
import { texts } from '../texts.ts'
import classes from './history.module.css'
import { timelineOf } from './timeline.ts'

const words = texts.history.detail
const DEEDS = ['requests', 'accepts', 'actions', 'refused'] as const

const detailQuery = ({ call }: Api, id: string) =>
  queryOptions({
    queryKey: ['session', id],
    queryFn: ({ signal }) =>
      call('GET', `/v1/sessions/${encodeURIComponent(id)}`, sessionDetail, undefined, signal),
  })

/** Everything that is kept of one session (RE-1, RE-2, RE-5). */
export function SessionPage() {
  const { session: id = '' } = useParams({ strict: false }) as { session?: string }
  const detail = useQuery(detailQuery(useApi(), id))
  return (
    <Stack gap="lg">
      <Anchor renderRoot={(props) => <Link to="/history" {...props} />}>{words.back}</Anchor>
      <QueryState query={detail} />
      {detail.data && <Detail session={detail.data} />}
    </Stack>
  )
}

function Detail({ session }: { session: SessionDetail }) {
  const durationMs = sessionDurationMs(session)
  const { visitor } = session
  const stated: Fact[] = [
    [words.visitorId, visitor?.visitorId],
    [words.name, visitor?.name],
    [words.email, visitor?.email],
    [words.phone, visitor?.phone],
  ].flatMap(([title = '', value]) => (value ? [[title, value] as const] : []))
  return (
    <>
      <PageHeading title={words.title(displayKey(session.key))} />
      <div className={classes['columns']}>
        <Stack gap="lg">
          <Section title={words.about}>
            <Facts
              facts={[
                [texts.history.status, <StatusWords key="status" status={session.status} />],
                [
                  texts.history.endReason,
                  session.endReason ? texts.endReason[session.endReason] : texts.history.none,
                ],
                [texts.history.started, <Moment key="started" at={session.startedAt} />],
                [
                  texts.history.duration,
                  durationMs === null ? texts.history.running : describeDuration(durationMs),
                ],
                [words.group, `${session.groupName} (${session.groupId}), ${texts.site[session.site]}`],
                [words.keyKind, session.isRandomKey ? words.randomKey : words.givenKey],
                [words.origin, session.origin],
                [words.browser, session.browser ?? texts.history.none],
                [words.script, session.script],
              ]}
            />
          </Section>
          {session.figures && (
            <Section title={texts.reports.figures.title}>
              <Facts facts={figureFacts(session.figures)} />
            </Section>
          )}
        </Stack>
        <Stack gap="lg">
          <Section title={words.visitor}>
            {stated.length === 0 ? <Text>{words.nothing}</Text> : <Facts facts={stated} />}
          </Section>
          <Section title={words.participants}>
            {session.participants.length === 0 && <Text>{texts.live.noAgent}</Text>}
            {session.participants.map((one) => (
              <Participant key={one.id} participant={one} />
            ))}
          </Section>
        </Stack>
      </div>
      <Section title={words.timeline}>
        <ol className={classes['timeline']}>
          {timelineOf(session).map(({ at, text }) => (
            <li key={`${at} ${text}`}>
              <Moment at={at} isExact />
              <span>{text}</span>
            </li>
          ))}
        </ol>
      </Section>
    </>
  )
}

function Participant({ participant }: { participant: SessionDetail['participants'][number] }) {
  const { name, role, how, privileges, counts } = participant
  const hows: Readonly<Record<string, string>> = words.how
  const deeds = DEEDS.flatMap((deed) => (counts && counts[deed] > 0 ? [words.deeds[deed](counts[deed])] : []))
  return (
    <div>
      <Text fw={600}>{name}</Text>
      <Text size="sm" c="dimmed">
        {[role && roleText(role), how && (hows[how] ?? how)].filter(Boolean).join(' · ')}
      </Text>
      <NameList label={words.may} names={privileges} />
      {deeds.length > 0 && (
        <Text size="sm" mt={6}>
          {deeds.join(', ')}
        </Text>
      )}
    </div>
  )
}
