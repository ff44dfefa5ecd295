import { createHmac } from 'node:crypto'

const TRIES = 8

/**
 * Codes of eight digits for a page without visitor id (PR-2), the first choice first. They follow from the page's random
 * id and our secret: every web server makes the same ones when the page comes back, and no page can claim another's.
 */
export function codesOf(secret: Uint8Array, groupId: number, pageId: string): string[] {
  return Array.from({ length: TRIES }, (_, n) => {
    const bytes = createHmac('sha256', secret).update(`presence|${groupId}|${pageId}|${n}`).digest()
    return String(10_000_000 + (bytes.readUIntBE(0, 6) % 90_000_000))
  })
}
