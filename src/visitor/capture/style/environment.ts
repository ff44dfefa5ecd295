import { OP } from '../../../protocol/codec/ops.ts'
import type { SectionWriter } from '../../../protocol/codec/section-writer.ts'
import type { Masked } from '../../privacy/masked.ts'

/** In the order of the bits of ENVIRONMENT. */
const QUERIES = [
  'prefers-color-scheme:dark',
  'prefers-reduced-motion:reduce',
  'forced-colors:active',
  'prefers-contrast:more',
  'hover:none',
  'pointer:coarse',
  'pointer:none',
]

/** Sends what media queries say of the visitor's preferences and devices, and again when one of them changes. */
export function createEnvironment(
  writer: SectionWriter<Masked>,
  window: Window | null,
  signal: AbortSignal,
  schedule: () => void,
): () => void {
  const lists = QUERIES.map((query) => window?.matchMedia(`(${query})`))
  for (const list of lists) list?.addEventListener('change', schedule, { signal })
  let sent = -1
  return () => {
    const bits = lists.reduce((sum, list, i) => sum + (list?.matches ? 1 << i : 0), 0)
    if (bits === sent) return
    sent = bits
    writer.op(OP.environment, bits)
  }
}
