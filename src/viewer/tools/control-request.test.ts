import { expect, test } from 'vitest'
import type { Privilege } from '../../protocol/privileges.ts'
import { createControlRequest } from './control-request.ts'

const ME = { id: 'me', name: 'Ada' } as never

function setUp() {
  const sent: unknown[] = []
  const control = createControlRequest({
    clock: { now: () => 0, after: () => ({ stop: () => undefined }) } as never,
    send: (_type, rights) => void sent.push(rights),
    own: () => ME,
    people: () => [ME],
    say: () => undefined,
    changed: () => undefined,
  })
  const give = (rights: Privilege[]) => control.take({ type: 'control', by: 'me' as never, rights })
  return { control, sent, give }
}

test('AE-3: control with fewer rights than are asked for is not what was asked for', async () => {
  const { control, sent, give } = setUp()
  const asked = control.ask(['click'])
  give(['click'])
  expect(await asked).toBe('accepted')
  expect(await control.ask(['click'])).toBe('accepted')
  expect(await control.ask(['click', 'type'])).toBe('busy')
  expect(sent).toEqual([['click']])
})
