import { parseJson } from '../../base/parse.ts'
import type { GroupId } from '../../protocol/ids.ts'
import { handOver } from '../embed-messages.ts'

const MAX_ANSWER_LENGTH = 16_384
const WAIT_SECONDS = 25

export type Wanted = { readonly key: string; readonly groupId: GroupId | null; readonly wait: boolean }
export type Found = { readonly location: string; readonly token: string }

/** A refusal of the web server's, with its code (protocol/errors.ts) or one of AE-4. */
export class JoinError extends Error {
  override readonly name = 'JoinError'
  readonly code: string
  constructor(code: string) {
    super(code)
    this.code = code
  }
}

/** Asks for a join credential; with `wait` until the session is there. Throws {@link JoinError}. */
export async function findSession(wanted: Wanted, token: string | null, signal: AbortSignal): Promise<Found> {
  let untilMs = Number.POSITIVE_INFINITY
  for (;;) {
    const answer = await ask(wanted, token, signal)
    const { location, token: credential } = answer
    if (location !== null && credential !== null) return { location, token: credential }
    if (!wanted.wait) throw new JoinError('no-session')
    untilMs = Math.min(untilMs, performance.now() + answer.waitMaxMinutes * 60_000)
    if (performance.now() >= untilMs - WAIT_SECONDS * 1_000) throw new JoinError('wait-expired')
  }
}

async function ask({ key, groupId, wait }: Wanted, token: string | null, signal: AbortSignal) {
  const answer = await fetch('/agent/embed/join', {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(token === null ? {} : { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify({ key, groupId, wait: wait ? WAIT_SECONDS : 0 }),
    signal,
  }).catch(() => {
    throw new JoinError(signal.aborted ? 'cancelled' : 'network')
  })
  const text = await answer.text()
  if (!answer.ok) throw new JoinError(codeIn(text))
  return parseJson(text, MAX_ANSWER_LENGTH, handOver)
}

function codeIn(text: string): string {
  try {
    const body: unknown = JSON.parse(text)
    if (typeof body === 'object' && body !== null && 'code' in body) return String(body.code).slice(0, 64)
  } catch {
    // A proxy's page.
  }
  return 'internal'
}
