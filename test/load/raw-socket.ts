import { connect, type Socket } from 'node:net'

/*
 * WebSocket clients by the thousand in one process: frames are made and read by hand, so that the generator costs less
 * than the server that it measures. Masks of zero are masks, too.
 */

export type RawHandlers = {
  opened?(): void
  text?(text: string): void
  binary?(payload: Buffer): void
  closed?(code: number | null): void
}

export interface RawSocket {
  readonly isOpen: boolean
  sendText(text: string): void
  sendBinary(bytes: Uint8Array): void
  /** A frame of {@link binaryFrame}. */
  sendFrame(frame: Buffer): void
  /** Cuts the connection with a reset. */
  cut(): void
}

const TEXT = 1
const BINARY = 2
const CLOSE = 8
const PING = 9
const PONG = 10

export type RawTarget = {
  readonly port: number
  readonly path: string
  /** Address of the loopback network to come from: a server takes so many connections of each. */
  readonly from: string
  readonly headers: Readonly<Record<string, string>>
}

export function openRawSocket({ port, path, from, headers }: RawTarget, handlers: RawHandlers): RawSocket {
  let isOpen = false
  let isOver = false
  let rest: Buffer = Buffer.alloc(0)
  let code: number | null = null
  const socket: Socket = connect({ port, host: '127.0.0.1', localAddress: from, noDelay: true })
  socket.on('connect', () => {
    const lines = Object.entries({
      Connection: 'Upgrade',
      Upgrade: 'websocket',
      'Sec-WebSocket-Version': '13',
      'Sec-WebSocket-Key': 'AAAAAAAAAAAAAAAAAAAAAA==',
      ...headers,
    }).map(([name, value]) => `${name}: ${value}`)
    socket.write(`GET ${path} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`)
  })
  socket.on('error', () => undefined)
  socket.on('close', () => {
    if (isOver) return
    isOver = true
    isOpen = false
    handlers.closed?.(code)
  })
  socket.on('data', (chunk: Buffer) => {
    let data = rest.length > 0 ? Buffer.concat([rest, chunk]) : chunk
    if (!isOpen) {
      const end = data.indexOf('\r\n\r\n')
      if (end < 0) {
        rest = data
        return
      }
      if (!data.subarray(0, 12).equals(SWITCHING)) return void socket.destroy()
      isOpen = true
      data = data.subarray(end + 4)
      handlers.opened?.()
    }
    let at = 0
    for (;;) {
      const frame = readFrame(data, at)
      if (!frame) break
      at = frame.end
      const payload = data.subarray(frame.start, frame.end)
      if (frame.opcode === BINARY) handlers.binary?.(payload)
      else if (frame.opcode === TEXT) handlers.text?.(payload.toString())
      else if (frame.opcode === PING) socket.write(makeFrame(PONG, payload))
      else if (frame.opcode === CLOSE) {
        code = payload.length >= 2 ? payload.readUInt16BE(0) : 1005
        socket.end(makeFrame(CLOSE, payload))
      }
    }
    rest = at === data.length ? EMPTY : Buffer.from(data.subarray(at))
  })
  return {
    get isOpen() {
      return isOpen
    },
    sendText: (text) => void socket.write(makeFrame(TEXT, Buffer.from(text))),
    sendBinary: (bytes) => void socket.write(makeFrame(BINARY, bytes)),
    sendFrame: (frame) => void socket.write(frame),
    cut: () => void socket.resetAndDestroy(),
  }
}

const SWITCHING = Buffer.from('HTTP/1.1 101')
const EMPTY = Buffer.alloc(0)

function readFrame(data: Buffer, at: number): { opcode: number; start: number; end: number } | null {
  if (data.length < at + 2) return null
  const opcode = (data[at] ?? 0) & 15
  let length = (data[at + 1] ?? 0) & 127
  let start = at + 2
  if (length === 126) {
    if (data.length < start + 2) return null
    length = data.readUInt16BE(start)
    start += 2
  } else if (length === 127) {
    if (data.length < start + 8) return null
    length = Number(data.readBigUInt64BE(start))
    start += 8
  }
  return data.length < start + length ? null : { opcode, start, end: start + length }
}

/** A binary message as it goes over the wire; its payload is at the end. */
export function binaryFrame(payload: Uint8Array): Buffer {
  return makeFrame(BINARY, payload)
}

function makeFrame(opcode: number, payload: Uint8Array): Buffer {
  const { length } = payload
  const extra = length < 126 ? 0 : length < 65_536 ? 2 : 8
  const frame = Buffer.allocUnsafe(6 + extra + length)
  frame[0] = 0x80 | opcode
  frame[1] = 0x80 | (extra === 0 ? length : extra === 2 ? 126 : 127)
  if (extra === 2) frame.writeUInt16BE(length, 2)
  if (extra === 8) frame.writeBigUInt64BE(BigInt(length), 2)
  frame.writeUInt32BE(0, 2 + extra)
  frame.set(payload, 6 + extra)
  return frame
}
