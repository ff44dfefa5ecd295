import type { Brand } from '../base/brand.ts'
import { integer, ParseError, type Parser, text } from '../base/parse.ts'

/** Numeric id of a group (tenant), 1 to 9 digits (FEATURES section 1). */
export type GroupId = Brand<number, 'GroupId'>
/** Short name by which people find a session; it identifies, it never authenticates (SE-4, SE-8). */
export type SessionKey = Brand<string, 'SessionKey'>
/** `<group id>:<key>:<22 base64url characters>` (SE-9). */
export type SessionId = Brand<string, 'SessionId'>
/** 128 random bits as 22 base64url characters; only its hash is stored (SECURITY section 4). */
export type VisitorCredential = Brand<string, 'VisitorCredential'>
/** Id of a participant, valid in one session only: 22 base64url characters. */
export type ParticipantId = Brand<string, 'ParticipantId'>

export const SITES = ['production', 'staging'] as const
export type Site = (typeof SITES)[number]

const KEY = /^[A-Za-z0-9._~-]{1,63}$/
const RANDOM = /^[A-Za-z0-9_-]{21}[AQgw]$/
const SESSION_ID = /^([1-9][0-9]{0,8}):([A-Za-z0-9._~-]{1,63}):([A-Za-z0-9_-]{21}[AQgw])$/

export const groupId = integer(1, 999_999_999) as Parser<GroupId>
export const sessionKey = text(63, { pattern: KEY }) as Parser<SessionKey>
export const visitorCredential = text(22, { pattern: RANDOM }) as Parser<VisitorCredential>
export const participantId = text(22, { pattern: RANDOM }) as Parser<ParticipantId>
export const sessionId = text(96, { pattern: SESSION_ID }) as Parser<SessionId>

/** Reads a group id written in digits, as in a tag's attribute; `null` if it is none. */
export function groupIdFromText(value: string): GroupId | null {
  return /^[1-9]\d{0,8}$/.test(value) ? (Number(value) as GroupId) : null
}

export function formatSessionId(group: GroupId, key: SessionKey, random: string): SessionId {
  return sessionId(`${group}:${key}:${random}`)
}

/** Takes a session id apart. */
export function splitSessionId(id: SessionId): { groupId: GroupId; key: SessionKey; random: string } {
  const match = SESSION_ID.exec(id)
  if (!match?.[1] || !match[2] || !match[3])
    throw new ParseError('sessionId', 'has a form that is not allowed')
  return { groupId: Number(match[1]) as GroupId, key: match[2] as SessionKey, random: match[3] }
}
