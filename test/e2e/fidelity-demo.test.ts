import { expect } from 'vitest'
import { scenario } from '../support/scenario.ts'
import { tour } from '../support/tour.ts'

// One session over several pages; `npm run fidelity` has every page of the demo in a session of its own.
scenario('PL-7 MIRROR 7: page after page of the demo looks the same at the agent', {}, async (s) => {
  await s.meet()
  const stops = [
    { path: 'product.html' },
    { path: 'cart.html' },
    // A hidden box has its size rounded up (MK-19), which moves what is beside and below it.
    { path: 'account/index.html', maxRatio: 0.02 },
    { path: 'account/transfer.html' },
  ]
  expect(await tour(s, stops)).toEqual([])
  await s.visitor.goto('')
  await s.untilEqual()
})
