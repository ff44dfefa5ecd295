import { embed } from '../languages/words.ts'

export const EMBED_WORDS = embed

export function wordsFor(code: string): string {
  const known: Readonly<Record<string, string>> = {
    ...embed.errors,
    'login-failed': embed.errors['not-logged-in'],
  }
  return (Object.hasOwn(known, code) && known[code]) || embed.failed
}
