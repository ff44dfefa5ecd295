import { createHash } from 'node:crypto'

/**
 * What stands in for a page where no browser is needed: numbered lines of text, changed one at a time. The relay looks
 * into no payload, so it cannot tell; both ends can, and compare digests.
 */
export class PageModel {
  readonly #lines = new Map<number, string>()

  get size(): number {
    return this.#lines.size
  }

  set(line: number, text: string): Uint8Array<ArrayBuffer> {
    this.#lines.set(line, text)
    return encode([[line, text]])
  }

  /** The whole page as payloads of a checkpoint. */
  *parts(linesPerPart = 200): Iterable<Uint8Array<ArrayBuffer>> {
    const all = [...this.#lines]
    for (let at = 0; at < all.length; at += linesPerPart) yield encode(all.slice(at, at + linesPerPart))
  }

  apply(payload: Uint8Array): void {
    for (const [line, text] of JSON.parse(Buffer.from(payload).toString()) as [number, string][])
      this.#lines.set(line, text)
  }

  texts(): Iterable<string> {
    return this.#lines.values()
  }

  digest(): string {
    const sorted = [...this.#lines].sort(([a], [b]) => a - b)
    return createHash('sha256').update(JSON.stringify(sorted)).digest('base64url')
  }
}

function encode(lines: readonly (readonly [number, string])[]): Uint8Array<ArrayBuffer> {
  return new Uint8Array(new TextEncoder().encode(JSON.stringify(lines)))
}
