/** WebSocket close codes of every socket of ours; the table of docs/protocol.md is made from it. */
export const CLOSE = {
  normal: { code: 1000, reason: 'normal', retry: false, meaning: 'Closed on purpose.' },
  goingAway: {
    code: 1001,
    reason: 'going-away',
    retry: true,
    meaning: 'The server is shutting down or draining.',
  },
  protocol: {
    code: 4000,
    reason: 'protocol-error',
    retry: false,
    meaning: 'A message that the protocol does not allow.',
  },
  version: {
    code: 4001,
    reason: 'version-too-old',
    retry: false,
    meaning: 'The other end speaks a protocol version that is not served.',
  },
  firstMessage: {
    code: 4002,
    reason: 'first-message-timeout',
    retry: true,
    meaning: 'No first message within 5 s.',
  },
  credential: {
    code: 4003,
    reason: 'resume-refused',
    retry: false,
    meaning: 'Session or credential unknown here.',
  },
  origin: {
    code: 4004,
    reason: 'origin-not-allowed',
    retry: false,
    meaning: 'The page’s origin is not in the group’s list.',
  },
  ended: { code: 4005, reason: 'session-ended', retry: false, meaning: 'The session is over.' },
  replaced: {
    code: 4006,
    reason: 'taken-over',
    retry: false,
    meaning: 'Another tab or connection of the same participant took over.',
  },
  revoked: {
    code: 4007,
    reason: 'revoked',
    retry: false,
    meaning: 'The right to be in this session was withdrawn.',
  },
  slow: { code: 4008, reason: 'too-slow', retry: true, meaning: 'The receiver did not keep up.' },
  limit: {
    code: 4009,
    reason: 'limit-exceeded',
    retry: false,
    meaning: 'A size, rate or count limit was exceeded.',
  },
  silent: { code: 4010, reason: 'silent', retry: true, meaning: 'Nothing heard for 45 s.' },
  unknownSession: {
    code: 4011,
    reason: 'unknown-session',
    retry: true,
    meaning: 'This session server does not hold the session (any more); ask the web server.',
  },
  full: {
    code: 4012,
    reason: 'session-full',
    retry: false,
    meaning: 'The session has as many agents as its group allows.',
  },
} as const

export type CloseName = keyof typeof CLOSE

const BY_CODE = new Map<number, CloseName>(
  (Object.keys(CLOSE) as CloseName[]).map((name) => [CLOSE[name].code, name]),
)

/** The name of a close code, `null` for codes that are not ours (1006 and the like: worth a retry). */
export function closeNameOf(code: number): CloseName | null {
  return BY_CODE.get(code) ?? null
}
