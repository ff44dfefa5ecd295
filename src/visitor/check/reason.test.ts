import { expect, test } from 'vitest'
import type { VisitorSettings } from '../../protocol/visitor-settings.ts'
import { selectorsOfRoles } from './reason.ts'

test('MK-29: what roles or guests alone may not see is told apart from what nobody may', () => {
  const masking = {
    selectors: ['.all', '.both'],
    roleSelectors: { senior: ['.senior', '.both'], junior: ['.junior'] },
    guestSelectors: ['.guest', '.all'],
  }
  expect(selectorsOfRoles({ masking } as unknown as VisitorSettings)).toEqual([
    '.senior',
    '.junior',
    '.guest',
  ])
})
