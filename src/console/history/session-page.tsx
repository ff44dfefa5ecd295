import { Anchor, Loader, Stack, Text } from '@mantine/core'
import { queryOptions, useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { type SessionDetail, sessionDetail } from '../../protocol/reports-api.ts'
import { Section } from '../account/section.tsx'
import type { Api } from '../api/client.ts'
import { useApi } from '../api/context.ts'
import { isApiError } from '../api/errors.ts'
import { Failure } from '../frame/failure.tsx'
import { PageHeading } from '../frame/page-heading.tsx'
import { describeDuration, sessionDurationMs } from '../sessions/duration.ts'
import { Moment } from '../sessions/moment.tsx'
import { StatusWords } from '../sessions/status-words.tsx'
import { texts } from '../texts.ts'
import classes from './history.module.css'
import { timelineOf } from './timeline.ts'

const words = texts.history.detail

const detailQuery = ({ call }: Api, id: string) =>
  queryOptions({
    queryKey: ['session', id],
    queryFn: ({ signal }) =>
      call('GET', `/v1/sessions/${encodeURIComponent(id)}`, sessionDetail, undefined, signal),
  })

/** Everything that is kept of one session (RE-1, RE-2). */
export function SessionPage() {
  const { session: id = '' } = useParams({ strict: false }) as { session?: string }
  const detail = useQuery(detailQuery(useApi(), id))
  return (
    <Stack gap="lg">
      <Anchor renderRoot={(props) => <Link to="/history" {...props} />}>{words.back}</Anchor>
      {detail.isPending && <Loader size="sm" aria-label={texts.loading} />}
      {detail.isError && !isApiError(detail.error, 'not-logged-in') && (
        <Failure error={detail.error} onRetry={() => void detail.refetch()} />
      )}
      {detail.data && <Detail session={detail.data} />}
    </Stack>
  )
}

function Detail({ session }: { session: SessionDetail }) {
  const durationMs = sessionDurationMs(session)
  const { visitor } = session
  const stated = [
    [words.visitorId, visitor?.visitorId],
    [words.name, visitor?.name],
    [words.email, visitor?.email],
    [words.phone, visitor?.phone],
  ].filter((fact): fact is [string, string] => fact[1] !== undefined && fact[1] !== '')
  return (
    <>
      <PageHeading title={words.title(session.key)} />
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
      <Section title={words.visitor}>
        {stated.length === 0 ? <Text>{words.nothing}</Text> : <Facts facts={stated} />}
      </Section>
      <Section title={words.participants}>
        {session.participants.length === 0 && <Text>{texts.live.noAgent}</Text>}
        <Facts
          facts={session.participants.map((one) => [
            one.name,
            <span key={one.id}>
              {[one.role, one.how && (words.how[one.how] ?? one.how), words.may(one.privileges.join(', '))]
                .filter(Boolean)
                .join(' · ')}
            </span>,
          ])}
        />
      </Section>
      <Section title={words.timeline}>
        <ol className={classes['timeline']}>
          {timelineOf(session).map(({ at, text }) => (
            <li key={`${at} ${text}`}>
              <Moment at={at} />
              <span>{text}</span>
            </li>
          ))}
        </ol>
      </Section>
    </>
  )
}

function Facts({ facts }: { facts: readonly (readonly [string, ReactNode])[] }) {
  return (
    <dl className={classes['facts']}>
      {facts.map(([title, value]) => (
        <div key={title} className={classes['fact']}>
          <dt>{title}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}
