import type { SessionKey } from '../../protocol/ids.ts'
import { sessionKey } from '../../protocol/ids.ts'

const GROUPED_DIGITS = /^[0-9]{6,9}$/

/**
 * JN-2: the key that an entry means. In an all-digit entry spaces and hyphens are ignored, any kind of them, because
 * codes are read out and pasted in groups; any other entry is taken as it is, without the space around it.
 */
export function normalizeKeyEntry(entry: string): string {
  const bare = entry.replace(/[\s\p{Pd}\p{Cf}]/gu, '')
  return /^[0-9]+$/.test(bare) ? bare : entry.trim()
}

/** The key that an entry means, or `null` if no session can have such a key (SE-4). */
export function keyFromEntry(entry: string): SessionKey | null {
  try {
    return sessionKey(normalizeKeyEntry(entry))
  } catch {
    return null
  }
}

/** A key as people read it: a code in groups of three, as the visitor's page shows it (UI-4). */
export function displayKey(key: string): string {
  return GROUPED_DIGITS.test(key) ? key.replace(/[0-9]{3}(?=[0-9])/g, '$& ') : key
}
