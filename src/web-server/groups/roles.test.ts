import { expect, it } from 'vitest'
import { checkRights, cutBy, roleNamed } from './role-store.ts'
import { type Bound, DEFAULT_BOUND, PERMISSIONS, ROLES } from './roles.ts'

const noRow = { title: null, privileges: null, permissions: null }
const inForce = (name: string, bound: Bound) => cutBy(roleNamed(name, noRow), bound)
const row = (privileges: string[], permissions: string[] = []) => ({ title: 'Own', privileges, permissions })

it('RO-1: what is in force is role ∩ group, and nothing for a role that does not exist', () => {
  expect(inForce('agent', DEFAULT_BOUND)).toEqual({
    privileges: ['view', 'point', 'draw', 'end'],
    permissions: ['presence', 'transfer'],
  })
  expect(inForce('senior', [...DEFAULT_BOUND, 'click', 'type']).privileges).toEqual([
    'view',
    'point',
    'draw',
    'click',
    'type',
    'end',
  ])
  expect(inForce('viewer', ['end', 'draw', 'view']).privileges).toEqual(['view'])
  expect(inForce('admin', DEFAULT_BOUND).privileges).toEqual([])
  expect(inForce('supervisor', DEFAULT_BOUND).permissions).not.toContain('supervise')
  for (const role of ['', 'root', 'toString', '__proto__'])
    expect(inForce(role, DEFAULT_BOUND)).toEqual({ privileges: [], permissions: [] })
  expect(cutBy(roleNamed('own', row(['view', 'root'], ['presence'])), DEFAULT_BOUND)).toEqual({
    privileges: ['view'],
    permissions: ['presence'],
  })
})

it('RO-2: what the group switches off is off in all roles, comes back as it was, and cannot be switched on meanwhile', () => {
  const own = roleNamed('own', row(['view', 'draw', 'click']))
  expect(cutBy(own, ['view']).privileges).toEqual(['view'])
  expect(cutBy(own, ['view', 'draw']).privileges).toEqual(['view', 'draw'])
  // Edited while `draw` is off in the group: it stays what it was.
  const edited = checkRights({ privileges: ['view'], permissions: [] }, own, ['view'], [])
  expect(edited.privileges).toEqual(['view', 'draw', 'click'])
  expect(() => checkRights({ privileges: ['type'], permissions: [] }, own, ['view'], [])).toThrow(
    'which the group does not permit',
  )
  // What the group permits anew starts off in existing roles.
  expect(cutBy(own, ['view', 'draw', 'click', 'type']).privileges).toEqual(['view', 'draw', 'click'])
})

it('RO-3: a role that manages more than its author is refused', () => {
  const given = { privileges: ['view'], permissions: ['users.manage', 'presence'] }
  expect(() => checkRights(given, null, DEFAULT_BOUND, ['roles.manage'])).toThrow('you do not have yourself')
  expect(checkRights(given, null, DEFAULT_BOUND, ['users.manage']).permissions).toEqual([
    'presence',
    'users.manage',
  ])
  expect(() => checkRights({ ...given, permissions: ['root'] }, null, DEFAULT_BOUND, [])).toThrow('unknown')
})

it('FEATURES 17: the built-in roles are those of the table', () => {
  expect(Object.keys(ROLES)).toEqual(['viewer', 'agent', 'senior', 'supervisor', 'admin', 'auditor'])
  expect(ROLES.supervisor.permissions).toEqual(PERMISSIONS.slice(0, 6))
  expect(ROLES.auditor.permissions).toEqual(['sessions.read', 'reports.read', 'audit.read'])
})
