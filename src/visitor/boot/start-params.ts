import type { Identity } from '../../protocol/rest.ts'
import { createError, type SidelongError } from '../api/error.ts'

/** Arguments of `Sidelong.start` and the like (FEATURES section 5). */
export type StartParams = Identity & {
  key?: string
  randomKey?: boolean
  groupId?: number
  paused?: boolean
  locale?: string
  termsUrl?: string
}

/** Lengths in code points (SE-2), or the type. */
const FIELDS: Readonly<Record<string, number | 'boolean' | 'object' | 'number'>> = {
  visitorId: 63,
  name: 63,
  email: 127,
  phone: 31,
  data: 'object',
  key: 256,
  randomKey: 'boolean',
  groupId: 'number',
  paused: 'boolean',
  locale: 35,
  termsUrl: 2_000,
}
export const IDENTITY = ['visitorId', 'name', 'email', 'phone']
const MAX_DATA_LENGTH = 2_048

/** Copies what is known and of the right form; `bad-params` names the field (AP-1). A string is a key. */
export function readParams(value: unknown, only?: readonly string[]): StartParams {
  if (value == null) return {}
  const given: unknown = typeof value === 'string' ? { key: value } : value
  if (typeof given !== 'object' || given === null) throw bad('params')
  const out: Record<string, unknown> = {}
  for (const [field, entry] of Object.entries(given)) {
    if (entry === undefined) continue
    const rule = Object.hasOwn(FIELDS, field) && (only ?? [field]).includes(field) && FIELDS[field]
    const isFine =
      typeof rule === 'number'
        ? typeof entry === 'string' && [...entry].length <= rule
        : typeof entry === rule && (rule !== 'object' || isData(entry))
    if (!isFine) throw bad(field)
    out[field] = rule === 'object' ? { ...entry } : entry
  }
  if (out.termsUrl && !/^https:/.test(String(out.termsUrl))) throw bad('termsUrl')
  return out as StartParams
}

/** Only who the visitor is. */
export function readIdentity(value: unknown): StartParams {
  return readParams(value, IDENTITY)
}

function isData(value: unknown): boolean {
  return (
    value !== null &&
    Object.values(value as object).every((entry) => typeof entry === 'string' || Number.isFinite(entry)) &&
    JSON.stringify(value).length <= MAX_DATA_LENGTH
  )
}

function bad(field: string): SidelongError {
  return createError('bad-params', { field })
}
