import type { ColumnType, Generated } from 'kysely'
import type { ActionCounts } from '../../protocol/control.ts'
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
  /** Of console and viewer; `null`: as the browser says. */
  language: ColumnType<string | null, string | null | undefined, string | null>
}

/** How somebody has logged in; `+` = with a second factor. */
export const LOGIN_METHODS = [
  'password',
  'password+totp',
  'password+recovery',
  'passkey',
  'oidc',
  'oidc+totp',
  'oidc+recovery',
  'loginkey',
] as const
export type LoginMethod = (typeof LOGIN_METHODS)[number]

type LoginRow = {
  id: string
  expiresAt: Time
  token: string
  createdAt: Time
  updatedAt: Time
  ipAddress: string | null
  userAgent: string | null
  userId: string
  method: ColumnType<string, string | undefined, string>
  isLimited: ColumnType<boolean, boolean | undefined, boolean>
  /** The one group that it opens (accounts/current-user.ts). */
  onlyGroup: ColumnType<GroupId | null, GroupId | null | undefined, GroupId | null>
  idleMinutes: ColumnType<number, number | undefined, number>
  confirmedAt: TimeOrNull
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

type MembershipRow = {
  user_id: string
  group_id: GroupId
  role: string
  created_at: Time
  /** How CRM and SSO name the person (RO-4). */
  external_id: ColumnType<string | null, string | null | undefined, string | null>
  username: ColumnType<string | null, string | null | undefined, string | null>
}

/** One immutable version of a group's values in one scope: a site, or `group` for settings without site. */
type SettingsRow = {
  group_id: GroupId
  site: Site | 'group'
  version: number
  json: Json
  author: string
  created_at: Time
}

/** A visitor credential of a domain that the session came to (NV-9). */
type SessionCredentialRow = { session_id: SessionId; hash: string; origin: string; created_at: Time }

type HandoverRow = {
  hash: string
  session_id: SessionId
  group_id: GroupId
  /** Where it counts. */
  target: string
  paused: boolean
  rules: string
  expires_at: Time
  used_at: TimeOrNull
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
  /** What the guest link has behind its `#`; made when guests are first permitted. */
  guest_link: string | null
  started_at: Time
  active_at: TimeOrNull
  ended_at: TimeOrNull
}

type SessionStatusRow = { session_id: SessionId; status: Status; reason: EndReason | null; at: Time }

/** An offer of a session to another member or a role (VW-6). */
type TransferRow = {
  id: string
  session_id: SessionId
  group_id: GroupId
  from_user: string
  /** One of the two. */
  to_user: string | null
  to_role: string | null
  note: string
  state: 'open' | 'accepted' | 'declined' | 'withdrawn'
  taken_by: string | null
  created_at: Time
  expires_at: Time
}

/** Somebody who opened the guest link of a live session (GU-2); gone with it. */
type GuestRow = {
  id: string
  session_id: SessionId
  secret_hash: string
  /** As stated by the guest. */
  name: string
  code: string
  expires_at: Time
  /** `over`: ejected, or left. */
  state: 'waiting' | 'admitted' | 'over'
  /** Once inside. */
  participant_id: string | null
}

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
  /** What the participant did (RC-11). */
  counts: ColumnType<ActionCounts | null, string | undefined, string>
}

/** One authenticator app for each user; sealed (accounts/sealing.ts). */
type TotpRow = {
  user_id: string
  secret: string
  /** When a first code was right; before, it does not count. */
  confirmed_at: TimeOrNull
  /** The last time step that was used: a code works once. */
  last_step: ColumnType<number, number | undefined, number>
  created_at: Time
}

type RecoveryCodeRow = { user_id: string; hash: string }

type PasskeyRow = {
  /** Credential id, base64url. */
  id: string
  user_id: string
  /** COSE key, base64url. */
  public_key: string
  sign_count: ColumnType<string | number, number, number>
  transports: Json
  name: string
  created_at: Time
  last_used_at: TimeOrNull
}

/** Company accounts (JN-8): bound to issuer and subject, never to an e-mail address. */
type IdentityRow = {
  issuer: string
  subject: string
  user_id: string
  /** For the person's own eyes. */
  label: string
  created_at: Time
}

/** What only the operator sets for a group's company log-in. */
type SsoRow = { group_id: GroupId; secret: string | null; domains: Json }

/** What login keys are signed with (JN-7), sealed; the newest two of a group count. */
type LoginSecretRow = { id: Generated<number>; group_id: GroupId; secret: string; created_at: Time }

/** Windows that their opener has closed before they joined (AE-6). */
type ClosedWindowRow = { id: string; expires_at: Time }

/** Login keys that were used, until they expire. */
type UsedLoginKeyRow = { group_id: GroupId; nonce: string; expires_at: Time }

/** A log-in or a ceremony that is under way, kept under the hash of its token. */
type LoginStepRow = {
  hash: string
  kind: string
  user_id: string | null
  data: Json
  expires_at: Time
}

/** rate-limiter-flexible's. */
type RateRow = { key: string; points: number; expire: string | number | null }

/**
 * Views to close at once, of one agent; with group and site: their visitors are to ask for newer masks; with neither:
 * privileges are to be checked again at once.
 */
type RevocationRow = {
  id: Generated<number>
  agent_id: string | null
  group_id: GroupId | null
  site: Site | null
  /** The web server that has already said so to the session servers, or `operator`. */
  origin: string
  at: ColumnType<Date, Date | string | undefined, Date | string>
}

/** A program's way in (RS-3): for one group, kept by the hash of its secret. */
type ApiTokenRow = {
  id: string
  group_id: GroupId
  name: string
  hash: string
  scopes: Json
  /** For whom it speaks; `null`: for the group. */
  user_id: string | null
  created_by: string
  created_at: Time
  expires_at: Time
  last_used_at: TimeOrNull
}

/** A POST with `Idempotency-Key`; `answer` is sealed, and null while it is under way. */
type IdempotencyRow = { hash: string; print: string; answer: string | null; created_at: Time }

/** Where a group's events go (WH-1); secrets are sealed. */
type WebhookRow = {
  id: string
  group_id: GroupId
  url: string
  types: Json
  secret: string
  old_secret: ColumnType<string | null, string | null | undefined, string | null>
  is_enabled: Generated<boolean>
  disabled_reason: ColumnType<string | null, string | null | undefined, string | null>
  created_by: string
  created_at: Time
}

/** The sequence of a group's events, and the day of the last `audit.head`. */
type WebhookStreamRow = {
  group_id: GroupId
  seq: number
  head_day: ColumnType<string | null, string | null | undefined, string | null>
}

type WebhookDeliveryRow = {
  id: string
  endpoint_id: string
  group_id: GroupId
  sequence: number
  type: string
  /** What arrives in order: a session, or itself alone. */
  lane: string
  body: string
  state: 'waiting' | 'delivered' | 'failed'
  attempts: number
  status: number | null
  error: string | null
  created_at: Time
  /** Since when it is tried. */
  first_at: Time
  next_at: Time
  claimed_until: TimeOrNull
  delivered_at: TimeOrNull
}

/** A role that a group has made itself (section 17); the built-in ones are in groups/roles.ts. */
type RoleRow = {
  group_id: GroupId
  name: string
  title: string
  privileges: Json
  permissions: Json
  created_at: Time
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

type ServerRow = {
  origin: string
  is_drain_wanted: Generated<boolean>
  sessions: Generated<number>
  agents: Generated<number>
  capacity: Generated<number>
  /** When a web server last was connected; never: `null`. */
  seen_at: Time | null
}

/** An open page that tells who is there; a row for each link, held by one web server. */
export type PresenceRow = {
  group_id: GroupId
  page_id: string
  visitor_id: string
  server: string
  site: Site
  url: string
  title: string
  browser: string
  platform: string
  language: string
  has_focus: boolean
  is_visible: boolean
  status: Status | null
  terms: 'shown' | 'accepted' | 'declined' | null
  invitation: JsonOrNull
  data: Json
  connected_at: Time
  active_at: Time
}

/** What an agent sends to a page that another web server holds. `outcome`: empty for fine, or a code. */
type PresenceOrderRow = {
  id: string
  server: string
  group_id: GroupId
  page_id: string
  body: string
  expires_at: Time
  outcome: string | null
}

/** From how many sessions a group's agents asked a host for resources of the page, and in how many it was not allowed. */
type AssetHostRow = { group_id: GroupId; host: string; asked: number; blocked: number; seen_at: Time }

/** What a session cost (RE-5); what the visitor's script said is `null` if it said nothing. */
type SessionFiguresRow = {
  session_id: SessionId
  pages: number
  reconnects: number
  kilobytes: number
  first_view_ms: number | null
  runs: number | null
  long_runs: number | null
  total_ms: number | null
  longest_ms: number | null
  slow_frames: number | null
}

export type Database = {
  asset_hosts: AssetHostRow
  presence: PresenceRow
  /** Of whom endpoints were told that they came, and since when they are away. */
  presence_known: { group_id: GroupId; visitor_id: string; gone_at: Time | null }
  presence_orders: PresenceOrderRow
  presence_servers: { id: string; seen_at: Time }
  users: UserRow
  logins: LoginRow
  accounts: AccountRow
  verifications: VerificationRow
  totps: TotpRow
  recovery_codes: RecoveryCodeRow
  passkeys: PasskeyRow
  identities: IdentityRow
  sso: SsoRow
  login_steps: LoginStepRow
  login_secrets: LoginSecretRow
  closed_windows: ClosedWindowRow
  used_login_keys: UsedLoginKeyRow
  rates: RateRow
  revocations: RevocationRow
  api_tokens: ApiTokenRow
  idempotency: IdempotencyRow
  roles: RoleRow
  webhooks: WebhookRow
  webhook_streams: WebhookStreamRow
  webhook_deliveries: WebhookDeliveryRow
  servers: ServerRow
  groups: GroupRow
  memberships: MembershipRow
  settings: SettingsRow
  sessions: SessionRow
  session_figures: SessionFiguresRow
  session_credentials: SessionCredentialRow
  handovers: HandoverRow
  transfers: TransferRow
  session_statuses: SessionStatusRow & { id: Generated<number> }
  participants: ParticipantRow
  guests: GuestRow
  audit: AuditRow
  audit_heads: AuditHeadRow
}
