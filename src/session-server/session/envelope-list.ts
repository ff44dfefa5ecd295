import { SERVER_LIMITS } from '../limits.ts'

/** Numbers for each envelope: its chunk, where it begins there, where it ends. */
const PLACE = 3

/**
 * Envelopes in the order they came, byte by byte in few large chunks: hundreds of thousands of small buffers would cost
 * the collector of garbage a fifth of a second of two cores at a time, and their visitors and agents would wait for it.
 * Chunks have memory of their own: small ones would lie among JavaScript's objects, where nothing overwrites them.
 */
export class EnvelopeList {
  readonly #chunks: Buffer[] = []
  readonly #places: number[] = []
  /** The chunk that is being filled, and how far it is. */
  #open = -1
  #filled = 0

  get length(): number {
    return this.#places.length / PLACE
  }

  /** The bytes of one envelope as they came, a view; `undefined` beyond the end. */
  at(index: number): Uint8Array | undefined {
    const place = index * PLACE
    const chunk = this.#places[place]
    if (chunk === undefined) return
    return this.#chunks[chunk]?.subarray(this.#places[place + 1], this.#places[place + 2])
  }

  push(bytes: Uint8Array): void {
    const { length } = bytes
    // What would leave much of a chunk empty gets one of its own, and the open one is filled on.
    if (length > SERVER_LIMITS.maxChunkBytes / 4) return this.#write(this.#add(length), 0, bytes)
    const room = this.#chunks[this.#open]?.length ?? 0
    if (this.#filled + length > room) {
      const wanted = Math.max(length, SERVER_LIMITS.minChunkBytes, 2 * room)
      this.#open = this.#add(Math.min(wanted, SERVER_LIMITS.maxChunkBytes))
      this.#filled = 0
    }
    this.#write(this.#open, this.#filled, bytes)
    this.#filled += length
  }

  #add(size: number): number {
    return this.#chunks.push(Buffer.from(new ArrayBuffer(size))) - 1
  }

  #write(chunk: number, start: number, bytes: Uint8Array): void {
    this.#chunks[chunk]?.set(bytes, start)
    this.#places.push(chunk, start, start + bytes.length)
  }
}
