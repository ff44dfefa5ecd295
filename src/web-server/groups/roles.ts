import { PRIVILEGES, type Privilege } from '../../protocol/privileges.ts'

/** What a member may do outside sessions (FEATURES section 17). */
export const PERMISSIONS = [
  'presence',
  'transfer',
  'supervise',
  'sessions.end',
  'sessions.read',
  'reports.read',
  'settings.edit',
  'settings.publish',
  'users.manage',
  'roles.manage',
  'keys.manage',
  'audit.read',
] as const
export type Permission = (typeof PERMISSIONS)[number]

/** What changes the group itself. */
export const MANAGEMENT: readonly Permission[] = [
  'settings.edit',
  'settings.publish',
  'users.manage',
  'roles.manage',
  'keys.manage',
]

export type Role = {
  /** As people read it; shown to the visitor. */
  readonly title: string
  readonly privileges: readonly Privilege[]
  readonly permissions: readonly Permission[]
}

const AGENT: readonly Privilege[] = ['view', 'point', 'draw', 'scroll', 'end']
const SENIOR: readonly Privilege[] = [
  ...AGENT,
  'click',
  'type',
  'navigate',
  'share-screen',
  'request-screen',
  'video',
  'invite-guest',
]

export const ROLES = {
  viewer: { title: 'Viewer', privileges: ['view', 'point'], permissions: [] },
  agent: { title: 'Agent', privileges: AGENT, permissions: ['presence', 'transfer'] },
  senior: { title: 'Senior agent', privileges: SENIOR, permissions: ['presence', 'transfer'] },
  supervisor: {
    title: 'Supervisor',
    privileges: SENIOR,
    permissions: ['presence', 'transfer', 'supervise', 'sessions.end', 'sessions.read', 'reports.read'],
  },
  admin: {
    title: 'Group admin',
    privileges: [],
    permissions: [
      'sessions.end',
      'sessions.read',
      'reports.read',
      'settings.edit',
      'settings.publish',
      'users.manage',
      'roles.manage',
      'keys.manage',
      'audit.read',
    ],
  },
  auditor: { title: 'Auditor', privileges: [], permissions: ['sessions.read', 'reports.read', 'audit.read'] },
} as const satisfies Record<string, Role>
export type RoleName = keyof typeof ROLES
export const ROLE_NAMES = Object.keys(ROLES) as readonly RoleName[]

export function isRoleName(value: string): value is RoleName {
  return Object.hasOwn(ROLES, value)
}

/** The upper bound of every role of a group (setting `permissions`). */
export type Bound = readonly (Privilege | Permission)[]
export const DEFAULT_BOUND: Bound = [
  'view',
  'point',
  'draw',
  'end',
  ...PERMISSIONS.filter((permission) => permission !== 'supervise'),
]
export const BOUND_NAMES = [...PRIVILEGES, ...PERMISSIONS] as const
