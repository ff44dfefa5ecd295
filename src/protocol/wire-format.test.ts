import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { PROTOCOL_VERSION } from './version.ts'

/** Files that together are the wire format between visitor, session server and viewer. */
const FILES = [
  'actions.ts',
  'agent-down.ts',
  'agent-up.ts',
  'close-codes.ts',
  'envelope.ts',
  'figures.ts',
  'page-message.ts',
  'participants.ts',
  'visitor-about.ts',
  'visitor-down.ts',
  'visitor-up.ts',
  'codec/applier.ts',
  'codec/ops.ts',
  'codec/payload.ts',
  'codec/section-writer.ts',
  'codec/texts.ts',
]

/** By version. A change of these files needs a new hash here and, unless old ends still understand it, a new version. */
const HASHES: Record<number, string> = { 1: 'e79f8c27f26f7e869835682d65fc9527' }

it('changes only together with its version', () => {
  const hash = createHash('sha256')
  for (const file of FILES) {
    const source = readFileSync(new URL(file, import.meta.url), 'utf8')
    // Comments and layout are not the format.
    hash.update(source.replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '').replace(/\s+/g, ''))
  }
  expect(`${PROTOCOL_VERSION}: ${hash.digest('hex').slice(0, 32)}`).toBe(
    `${PROTOCOL_VERSION}: ${HASHES[PROTOCOL_VERSION]}`,
  )
})
