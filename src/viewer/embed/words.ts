/** What the frame says while there is no view in it. */
export const EMBED_WORDS = {
  idle: 'No session is open here.',
  opening: 'Opening the session…',
  waiting: 'Waiting for the visitor to start the session…',
  failed: 'The session could not be opened. Please try again.',
} as const

const BY_CODE: Readonly<Record<string, string>> = {
  'not-logged-in': 'You are not logged in. Please open this session again from the page around.',
  'no-session': 'No session with this key is running in your group.',
  'wait-expired': 'The visitor has not started the session.',
  'not-permitted': 'This page may not show sessions of that group.',
  'rate-limited': 'Too many attempts. Please wait a moment.',
  'no-server': 'The server that holds this session cannot be reached right now.',
}

export function wordsFor(code: string): string {
  return Object.hasOwn(BY_CODE, code) ? (BY_CODE[code] ?? EMBED_WORDS.failed) : EMBED_WORDS.failed
}
