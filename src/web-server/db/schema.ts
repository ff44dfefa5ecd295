import type { ColumnType, Generated } from 'kysely'
import type { GroupId, SessionId, SessionKey, Site } from '../../protocol/ids.ts'
import type { EndReason, Status } from '../../protocol/life-cycle.ts'

/*
 * Row types of every table. `users`, `logins`, `accounts` and `verifications` are better-auth's `user`, `session`,
 * `account` and `verification`, renamed so that a log-in is never mistaken for a co-browsing session; their column names
 * are better-auth's.
 */
type Time = ColumnType<Date, Date | string, Date | string>
type TimeOrNull = ColumnType<Date | null, Date | string | null | undefined, Date | string | null>
/** JSON goes in as text and comes out parsed, on both engines. */
type Json = ColumnType<unknown, string, string>
type JsonOrNull = ColumnType<unknown, string | null, string | null>

type UserRow = {
  id: string
  name: string
  email: string
  emailVerified: boolean
  image: string | null
  createdAt: Time
  updatedAt: Time
  isDisabled: ColumnType<boolean, boolean | undefined, boolean>
}

type LoginRow = {
  id: string
  expiresAt: Time
  token: string
  createdAt: Time
  updatedAt: Time
  ipAddress: string | null
  userAgent: string | null
  userId: string
}

type AccountRow = {
  id: string
  accountId: string
  providerId: string
  userId: string
  accessToken: string | null
  refreshToken: string | null
  idToken: string | null
  accessTokenExpiresAt: TimeOrNull
  refreshTokenExpiresAt: TimeOrNull
  scope: string | null
  password: string | null
  createdAt: Time
  updatedAt: Time
}

type VerificationRow = {
  id: string
  identifier: string
  value: string
  expiresAt: Time
  createdAt: Time
  updatedAt: Time
}

type GroupRow = {
  id: GroupId
  name: string
  is_suspended: ColumnType<boolean, boolean | undefined, boolean>
  created_at: Time
}

type MembershipRow = { user_id: string; group_id: GroupId; role: string; created_at: Time }

/** One immutable version of a group's values in one scope: a site, or `group` for settings without site. */
type SettingsRow = {
  group_id: GroupId
  site: Site | 'group'
  version: number
  json: Json
  author: string
  created_at: Time
}

type SessionRow = {
  id: SessionId
  group_id: GroupId
  key: SessionKey
  site: Site
  status: Status
  end_reason: EndReason | null
  is_random_key: boolean
  credential_hash: string
  /** Origin of the session server that holds it. */
  server: string | null
  /** Since when no reachable session server holds it. */
  lost_at: TimeOrNull
  /** Origin of the page it began on. */
  origin: string
  browser: string | null
  script: string
  /** As stated by the visitor (SE-2). */
  identity: JsonOrNull
  started_at: Time
  active_at: TimeOrNull
  ended_at: TimeOrNull
}

type SessionStatusRow = { session_id: SessionId; status: Status; reason: EndReason | null; at: Time }

type ParticipantRow = {
  session_id: SessionId
  id: string
  user_id: string | null
  kind: 'agent' | 'guest'
  name: string
  role: string | null
  privileges: Json
  joined_at: Time
  left_at: TimeOrNull
  how: 'left' | 'lost' | 'revoked' | 'ended' | null
}

/** Group 0 is the installation itself. */
type AuditRow = {
  group_id: number
  seq: number
  at: Time
  actor: string
  operation: string
  object: string
  outcome: string
  prev_hash: string
  hash: string
}

type AuditHeadRow = { group_id: number; seq: number; hash: string }

export type Database = {
  users: UserRow
  logins: LoginRow
  accounts: AccountRow
  verifications: VerificationRow
  groups: GroupRow
  memberships: MembershipRow
  settings: SettingsRow
  sessions: SessionRow
  session_statuses: SessionStatusRow & { id: Generated<number> }
  participants: ParticipantRow
  audit: AuditRow
  audit_heads: AuditHeadRow
}
