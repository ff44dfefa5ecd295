import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import { toBase64Url } from '../base/bytes.ts'

/** Proof of the cluster secret on the control channel (protocol/control.ts); each side has a label of its own, so that neither can be reflected. */
export function controlMac(secret: Uint8Array, side: 'web' | 'server', ...parts: readonly string[]): string {
  return toBase64Url(
    createHmac('sha256', secret)
      .update(`sidelong-control-${side}|${parts.join('|')}`)
      .digest(),
  )
}

/** Compares two texts in constant time (for texts of the same length). */
export function isSameText(a: string, b: string): boolean {
  const left = Buffer.from(a)
  const right = Buffer.from(b)
  return left.length === right.length && timingSafeEqual(left, right)
}

/** SHA-256 of a visitor credential, base64url: all that servers keep of it. */
export function credentialHash(credential: string): string {
  return toBase64Url(createHash('sha256').update(credential).digest())
}
