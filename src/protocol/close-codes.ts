/**
 * WebSocket close codes of every socket of ours, with what each means beside it; docs/protocol.md has them as a table.
 * The words are comments, so that they weigh nothing in the visitor script.
 */
export const CLOSE = {
  /** Closed on purpose. */
  normal: { code: 1000, retry: false },
  /** The server is shutting down or draining. */
  goingAway: { code: 1001, retry: true },
  /** A message that the protocol does not allow. */
  protocol: { code: 4000, retry: false },
  /** The other end speaks a protocol version that is not served. */
  version: { code: 4001, retry: false },
  /** No first message within 5 s. */
  firstMessage: { code: 4002, retry: true },
  /** Session or credential unknown here. */
  credential: { code: 4003, retry: false },
  /** The page’s origin is not in the group’s list. */
  origin: { code: 4004, retry: false },
  /** The session is over. */
  ended: { code: 4005, retry: false },
  /** Another tab or connection of the same participant took over. */
  replaced: { code: 4006, retry: false },
  /** The right to be in this session was withdrawn. */
  revoked: { code: 4007, retry: false },
  /** The receiver did not keep up. */
  slow: { code: 4008, retry: true },
  /** A size, rate or count limit was exceeded. */
  limit: { code: 4009, retry: false },
  /** Nothing heard for 45 s. */
  silent: { code: 4010, retry: true },
  /** This session server does not hold the session (any more); ask the web server. */
  unknownSession: { code: 4011, retry: true },
  /** The session has as many agents as its group allows. */
  full: { code: 4012, retry: false },
  /** The visitor's side did not confirm its masks for this participant in time (MK-13). */
  masks: { code: 4013, retry: false },
} as const

/** Reason phrases that go with the codes; only servers send them. */
export const CLOSE_REASONS: Readonly<Record<CloseName, string>> = {
  normal: 'normal',
  goingAway: 'going-away',
  protocol: 'protocol-error',
  version: 'version-too-old',
  firstMessage: 'first-message-timeout',
  credential: 'resume-refused',
  origin: 'origin-not-allowed',
  ended: 'session-ended',
  replaced: 'taken-over',
  revoked: 'revoked',
  slow: 'too-slow',
  limit: 'limit-exceeded',
  silent: 'silent',
  unknownSession: 'unknown-session',
  full: 'session-full',
  masks: 'masks-not-confirmed',
}

export type CloseName = keyof typeof CLOSE

const BY_CODE = new Map<number, CloseName>(
  (Object.keys(CLOSE) as CloseName[]).map((name) => [CLOSE[name].code, name]),
)

/** The name of a close code, `null` for codes that are not ours (1006 and the like: worth a retry). */
export function closeNameOf(code: number): CloseName | null {
  return BY_CODE.get(code) ?? null
}
