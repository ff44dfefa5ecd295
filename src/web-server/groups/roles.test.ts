import { expect, it } from 'vitest'
import { DEFAULT_BOUND, inForce, PERMISSIONS, ROLES } from './roles.ts'

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
})

it('FEATURES 17: the built-in roles are those of the table', () => {
  expect(Object.keys(ROLES)).toEqual(['viewer', 'agent', 'senior', 'supervisor', 'admin', 'auditor'])
  expect(ROLES.supervisor.permissions).toEqual(PERMISSIONS.slice(0, 6))
  expect(ROLES.auditor.permissions).toEqual(['sessions.read', 'reports.read', 'audit.read'])
})
