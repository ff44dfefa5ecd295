/** A growing byte buffer that writes LEB128 varints. */
export interface BytesWriter {
  uint(value: number): void
  /** Zigzag varint. */
  int(value: number): void
  bytes(value: Uint8Array): void
  readonly length: number
  /** The bytes written so far, copied; the writer is empty afterwards. */
  take(): Uint8Array<ArrayBuffer>
}

export function createBytesWriter(): BytesWriter {
  let buffer = new Uint8Array(1_024)
  let length = 0

  function reserve(extra: number): void {
    if (length + extra <= buffer.length) return
    const bigger = new Uint8Array(Math.max(buffer.length * 2, length + extra))
    bigger.set(buffer.subarray(0, length))
    buffer = bigger
  }

  function uint(value: number): void {
    reserve(5)
    let rest = value >>> 0
    while (rest > 127) {
      buffer[length++] = (rest & 127) | 128
      rest >>>= 7
    }
    buffer[length++] = rest
  }

  return {
    uint,
    int: (value) => uint((value << 1) ^ (value >> 31)),
    bytes(value) {
      reserve(value.length)
      buffer.set(value, length)
      length += value.length
    },
    get length() {
      return length
    },
    take() {
      const out = buffer.slice(0, length)
      length = 0
      return out
    },
  }
}
