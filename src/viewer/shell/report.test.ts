import { expect, test } from 'vitest'
import type { ViewState } from '../embed-messages.ts'
import { createReport } from './report.ts'

test('AE-4: what a visitor’s script says of itself is one plain line, too', async () => {
  const told: ViewState[] = []
  const clock = { now: () => 0, after: (_ms: number, fn: () => void) => fn() } as never
  const report = createReport(
    clock,
    () => ({ url: 'https://shop.example', title: '' }),
    (view) => void told.push(view),
  )
  report.about({ browser: 'Firefox 150', platform: 'Linux', script: '1.0\u202e\n0' })
  report.pageSoon()
  await Promise.resolve()
  expect(told.map(({ page }) => page?.scriptVersion)).toEqual(['1.0 0'])
})
