/**
 * The drift digest (docs/decisions/0010): both ends hash the same nodes, from what the visitor would send now and from
 * what the stage's document holds. Plain sums of 32-bit hashes: to notice mistakes, not attacks.
 */

/** Attributes that the stage keeps letter by letter. */
export const DIGEST_ATTRIBUTE = /^(id|class|title|(aria|data)-(?!sl-)[a-z-]+)$/

export function mix(hash: number, value: number): number {
  const next = Math.imul(hash ^ value, 0x5bd1e995)
  return next ^ (next >>> 15)
}

export function mixText(hash: number, text: string): number {
  let out = mix(hash, text.length)
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    // A lone surrogate travels as U+FFFD: that and all surrogates count alike.
    out = mix(out, unit >> 11 === 27 || unit === 0xfffd ? 27 : unit)
  }
  return out
}
