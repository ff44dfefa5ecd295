import { sql } from 'kysely'
import type { ControlUp } from '../../protocol/control.ts'
import { MAX_FIGURE, type SessionFigures } from '../../protocol/figures.ts'
import type { GroupId, SessionId } from '../../protocol/ids.ts'
import type { ReportFigures } from '../../protocol/reports-api.ts'
import type { Db } from '../db/open.ts'
import type { Database } from '../db/schema.ts'

type Told = Pick<Extract<ControlUp, { type: 'session-figures' }>, 'sessionId' | 'figures'>
type Row = Omit<Database['session_figures'], 'session_id'>

/** In lists of sessions, by their titles. */
export const FIGURE_COLUMNS = [
  ['pages', 'pages'],
  ['reconnects', 'reconnects'],
  ['kilobytes', 'kilobytes'],
  ['first view ms', 'first_view_ms'],
  ['script runs', 'runs'],
  ['script runs over 8 ms', 'long_runs'],
  ['script ms', 'total_ms'],
  ['longest script run ms', 'longest_ms'],
  ['slow frames', 'slow_frames'],
] as const satisfies readonly (readonly [title: string, column: keyof Row])[]

/** Adds what a session server counted to the session's record (RE-5); only the one that holds the session speaks for it. */
export async function addFigures(db: Db, origin: string, { sessionId, figures }: Told): Promise<void> {
  const { pages, reconnects, kilobytes, firstViewMs, script } = figures
  const held = await db
    .selectFrom('sessions')
    .select('id')
    .where('id', '=', sessionId)
    .where('server', '=', origin)
    .executeTakeFirst()
  if (!held) return
  await db
    .insertInto('session_figures')
    .values({
      session_id: sessionId,
      pages,
      reconnects,
      kilobytes,
      first_view_ms: firstViewMs,
      runs: script?.runs ?? null,
      long_runs: script?.longRuns ?? null,
      total_ms: script?.totalMs ?? null,
      longest_ms: script?.longestMs ?? null,
      slow_frames: script?.slowFrames ?? null,
    })
    .onConflict((c) =>
      c.column('session_id').doUpdateSet({
        pages: total('pages'),
        reconnects: total('reconnects'),
        kilobytes: total('kilobytes'),
        first_view_ms: sql`coalesce(session_figures.first_view_ms, excluded.first_view_ms)`,
        runs: total('runs'),
        long_runs: total('long_runs'),
        total_ms: total('total_ms'),
        longest_ms: sql`greatest(session_figures.longest_ms, excluded.longest_ms)`,
        slow_frames: total('slow_frames'),
      }),
    )
    .execute()
}

/** Of what was known and what is added, or the one that is not `null`. */
function total(column: keyof Row) {
  const known = sql.ref(`session_figures.${column}`)
  const more = sql.ref(`excluded.${column}`)
  return sql<number>`case when ${known} is null then ${more} when ${more} is null then ${known}
    else least(${known}::bigint + ${more}, ${sql.lit(MAX_FIGURE)}) end`
}

export async function figuresOf(db: Db, id: SessionId): Promise<SessionFigures | null> {
  const row = await db
    .selectFrom('session_figures')
    .selectAll()
    .where('session_id', '=', id)
    .executeTakeFirst()
  if (!row) return null
  const { pages, reconnects, kilobytes, runs, long_runs, total_ms, longest_ms } = row
  const script =
    runs === null
      ? null
      : {
          runs,
          longRuns: long_runs ?? 0,
          totalMs: total_ms ?? 0,
          longestMs: longest_ms ?? 0,
          slowFrames: row.slow_frames,
        }
  return { pages, reconnects, kilobytes, firstViewMs: row.first_view_ms, script }
}

/** What the sessions of a group cost that began in this time. */
export async function reportFiguresOf(
  db: Db,
  groupId: GroupId,
  from: Date,
  to: Date,
): Promise<ReportFigures> {
  const spread = (column: keyof Row) =>
    sql<number[] | null>`percentile_disc(array[0.5, 0.95]) within group (order by ${sql.ref(`f.${column}`)})`
  const countOf = (condition: ReturnType<typeof sql>) =>
    sql<number>`(count(*) filter (where ${condition}))::integer`
  const row = await db
    .selectFrom('session_figures as f')
    .innerJoin('sessions as s', 's.id', 'f.session_id')
    .where('s.group_id', '=', groupId)
    .where('s.started_at', '>=', from)
    .where('s.started_at', '<', to)
    .select([
      countOf(sql`true`).as('sessions'),
      countOf(sql`f.reconnects > 0`).as('reconnected'),
      countOf(sql`f.runs is not null`).as('measured'),
      countOf(sql`f.long_runs > 0`).as('withLongRuns'),
      countOf(sql`f.slow_frames > 0`).as('withSlowFrames'),
      countOf(sql`f.slow_frames is not null`).as('tellsFrames'),
      spread('kilobytes').as('kilobytes'),
      spread('first_view_ms').as('firstViewMs'),
      spread('longest_ms').as('longestMs'),
    ])
    .executeTakeFirstOrThrow()
  const { kilobytes, firstViewMs, longestMs, ...counts } = row
  return {
    from: from.toISOString(),
    to: to.toISOString(),
    ...counts,
    kilobytes: spreadOf(kilobytes),
    firstViewMs: spreadOf(firstViewMs),
    longestMs: spreadOf(longestMs),
  }
}

function spreadOf(values: readonly (number | null)[] | null): ReportFigures['kilobytes'] {
  const [median, p95] = values ?? []
  return typeof median === 'number' && typeof p95 === 'number' ? { median, p95 } : null
}
