import { Anchor, Badge, VisuallyHidden } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { SessionSummary } from '../../protocol/rest.ts'
import type { Column } from '../frame/data-table.tsx'
import { describeDuration, sessionDurationMs } from '../sessions/duration.ts'
import { KeyText } from '../sessions/key-text.tsx'
import { Moment } from '../sessions/moment.tsx'
import { StatusWords } from '../sessions/status-words.tsx'
import { texts } from '../texts.ts'
import classes from './history.module.css'

const words = texts.history

/** What is said about a session, in the order of the table and of the cards; the key comes first. */
export const columns: readonly Column<SessionSummary>[] = [
  { title: words.key, cell: (session) => <Key session={session} /> },
  { title: words.status, cell: (session) => <StatusWords status={session.status} /> },
  {
    title: words.endReason,
    cell: (session) => (session.endReason ? texts.endReason[session.endReason] : <None />),
  },
  { title: words.started, cell: (session) => <Moment at={session.startedAt} /> },
  { title: words.duration, cell: durationCell },
  { title: words.agents, cell: (session) => session.agents.join(', ') || <None /> },
]

function Key({ session }: { session: SessionSummary }) {
  return (
    <>
      <Anchor
        renderRoot={(props) => <Link to="/history/$session" params={{ session: session.id }} {...props} />}
      >
        <KeyText value={session.key} />
      </Anchor>
      {session.site === 'staging' && (
        <Badge variant="default" size="sm" ml={8}>
          {texts.site.staging}
        </Badge>
      )}
    </>
  )
}

function durationCell(session: SessionSummary): ReactNode {
  const durationMs = sessionDurationMs(session)
  if (durationMs === null) return <span className={classes['running']}>{words.running}</span>
  return durationMs === 0 ? <None /> : describeDuration(durationMs)
}

function None() {
  return (
    <>
      <span aria-hidden="true">{words.none}</span>
      <VisuallyHidden>{words.noneLabel}</VisuallyHidden>
    </>
  )
}
