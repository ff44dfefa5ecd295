import {
  boolean,
  type Infer,
  integer,
  list,
  nullable,
  object,
  oneOf,
  optional,
  text,
  time,
} from '../base/schema.ts'

/* Bodies of `/v1/groups/{g}/users`, `/roles`, `/tokens` and `/login-secret` (FEATURES sections 17 and 18). */

const id = text(64, { min: 1 })
const name = text(127, { min: 1 })
const emailAddress = text(127, { min: 3 })
const roleName = text(63, { min: 1, pattern: /^[a-z][a-z0-9-]*$/ })
const externalId = text(127, { min: 1 })
const username = text(63, { min: 1, pattern: /^[A-Za-z0-9._@-]+$/ })
const names = list(text(32), 64)

export const USER_STATES = ['active', 'disabled', 'locked', 'invited'] as const

/** A member of the group (RO-4). */
export const groupUser = object({
  id,
  name,
  email: emailAddress,
  username: nullable(username),
  externalId: nullable(externalId),
  role: roleName,
  roleTitle: text(63),
  state: oneOf(...USER_STATES),
  hasSecondFactor: boolean,
  /** Member of other groups, too: what concerns the whole account is for the operator then. */
  isShared: boolean,
  createdAt: time,
})
export type GroupUser = Infer<typeof groupUser>
export const groupUsers = object({ items: list(groupUser, 1_000), cursor: nullable(text(255)) })

export const newUser = object(
  {
    email: emailAddress,
    name,
    role: roleName,
    username: optional(nullable(username)),
    externalId: optional(nullable(externalId)),
  },
  { exact: true },
)
export type NewUser = Infer<typeof newUser>
/** An address by which somebody chooses a password; shown once. */
export const invitation = object({ user: groupUser, inviteUrl: text(2_000), expiresAt: time })
export type Invitation = Infer<typeof invitation>

export const userPatch = object(
  {
    email: optional(emailAddress),
    name: optional(name),
    role: optional(roleName),
    username: optional(nullable(username)),
    externalId: optional(nullable(externalId)),
    isDisabled: optional(boolean),
  },
  { exact: true },
)
export type UserPatch = Infer<typeof userPatch>

/** `POST …/users/import` */
export const importRequest = object({ csv: text(2_000_000), dryRun: boolean }, { exact: true })
const importError = object({ row: integer(1, 1_000_000), column: nullable(text(64)), message: text(500) })
export const importResponse = object({
  isDone: boolean,
  errors: list(importError, 10_000),
  created: list(object({ email: emailAddress, inviteUrl: nullable(text(2_000)) }), 10_000),
  updated: list(emailAddress, 10_000),
})
export type ImportResponse = Infer<typeof importResponse>

/** `POST /api/auth/invitation`: who was invited, or may choose anew, gives a password. */
export const acceptInvitation = object({
  token: text(64, { min: 22, pattern: /^[A-Za-z0-9_-]+$/ }),
  password: text(128, { min: 8 }),
})
export const acceptedInvitation = object({ email: emailAddress })

export const role = object({
  name: roleName,
  title: text(63),
  isBuiltIn: boolean,
  /** What the role says, and what of it the group permits. */
  privileges: names,
  permissions: names,
  inForce: names,
  members: integer(0, 1_000_000),
})
export type Role = Infer<typeof role>
export const roles = object({ items: list(role, 1_000), bound: names })
export const newRole = object(
  { title: text(63, { min: 1, pattern: /^[\p{L}\p{N} .'_-]+$/u }), privileges: names, permissions: names },
  { exact: true },
)
export const rolePatch = object({ privileges: names, permissions: names }, { exact: true })

/** An API token, without its secret. */
export const apiToken = object({
  id,
  name: text(63),
  scopes: names,
  createdBy: text(255),
  createdAt: time,
  expiresAt: time,
  lastUsedAt: nullable(time),
})
export type ApiToken = Infer<typeof apiToken>
export const apiTokens = object({ items: list(apiToken, 1_000), scopes: names })
export const newToken = object(
  { name: text(63, { min: 1 }), scopes: names, days: integer(1, 730) },
  { exact: true },
)
export const madeToken = object({ token: text(255), entry: apiToken })

/** `POST /v1/tokens`: a short one for one group, of no more than the caller may do. */
export const shortTokenRequest = object(
  {
    groupId: integer(1, 999_999_999),
    scopes: names,
    minutes: integer(1, 120),
    /** Whom the login key names that is the caller's. */
    externalId: optional(text(127, { min: 1 })),
  },
  { exact: true },
)
export const shortToken = object({ token: text(255), expiresAt: time })

export const loginSecrets = object({ items: list(object({ createdAt: time }), 10) })
export const madeSecret = object({ secret: text(255) })
