/** Thrown for any payload that breaks the format or a limit. */
export class DecodeError extends Error {
  override readonly name = 'DecodeError'
}

/** Reads LEB128 varints from bytes; throws {@link DecodeError} instead of reading past the end. */
export interface BytesReader {
  uint(): number
  int(): number
  bytes(length: number): Uint8Array
  readonly left: number
}

export function createBytesReader(buffer: Uint8Array): BytesReader {
  let at = 0

  function uint(): number {
    let value = 0
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = buffer[at++]
      if (byte === undefined) throw new DecodeError('varint past the end')
      if (shift === 28 && byte > 15) throw new DecodeError('varint too large')
      value |= (byte & 127) << shift
      if (byte < 128) return value >>> 0
    }
    throw new DecodeError('varint too long')
  }

  return {
    uint,
    int() {
      const value = uint()
      return (value >>> 1) ^ -(value & 1)
    },
    bytes(length) {
      if (length > buffer.length - at) throw new DecodeError('bytes past the end')
      at += length
      return buffer.subarray(at - length, at)
    },
    get left() {
      return buffer.length - at
    },
  }
}
