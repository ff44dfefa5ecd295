import type { CloseName } from '../../protocol/close-codes.ts'
import type { Wire } from '../sockets/wire.ts'

/** A wire that remembers what it was given; for tests. `unsentBytes` grows only while `isStuck`. */
export class FakeWire implements Wire {
  isOpen = true
  isStuck = false
  unsentBytes = 0
  closedAs: CloseName | null = null
  readonly texts: unknown[] = []
  readonly bytes: Uint8Array[] = []
  onClosed: () => void = () => {}
  onText: (message: unknown) => void = () => {}

  sendText(text: string): void {
    if (!this.isOpen) return
    const message: unknown = JSON.parse(text)
    this.texts.push(message)
    this.onText(message)
  }

  sendBytes(bytes: Uint8Array): void {
    if (!this.isOpen) return
    this.bytes.push(bytes)
    if (this.isStuck) this.unsentBytes += bytes.length
  }

  close(name: CloseName): void {
    if (!this.isOpen) return
    this.isOpen = false
    this.closedAs = name
    this.onClosed()
  }

  /** The messages of one type, oldest first. */
  of(type: string): Record<string, unknown>[] {
    return this.texts.filter((message): message is Record<string, unknown> => isOfType(message, type))
  }
}

function isOfType(message: unknown, type: string): boolean {
  return typeof message === 'object' && message !== null && 'type' in message && message.type === type
}
