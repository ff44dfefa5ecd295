import { afterEach, describe, expect, it, test } from 'vitest'
import { CANARY, canaryIn } from '../testing/canary.ts'
import { createMirrorHarness, type MirrorHarness } from '../testing/mirror-harness.ts'
import { isValidSelector } from './selectors.ts'

/** Each is one for the browser, which closes it at the end; in a list it would take in what follows. */
const OPEN = [
  'p:is(.x',
  ':not(.x',
  'p:is(:is(.x',
  '[data-x="',
  "[a='",
  'p /*',
  '.a\\',
  '[a',
  ':not([a',
  ':is({',
  ':is(.x, %%',
  'p:nth-child(2 of .x',
]
const CLOSED = [
  '.card',
  'a, b',
  '[name="x]"]',
  "[a='(']",
  ':is(a, b)',
  'p:not(.a, .b) > i',
  '#\\31 23',
  'p /* words */',
  ':nth-child(2 of .x)',
  '.a\\)',
]

let harness: MirrorHarness | null = null
const expectHidden = async (h: MirrorHarness) => expect(await canaryIn(h)).toEqual([])
afterEach(() => {
  harness?.stop()
  harness = null
})

test.each(CLOSED)('MK-7: %s is a selector', (selector) => {
  expect(isValidSelector(document, selector)).toBe(true)
})

test.each([...OPEN, 'p:::x', ''])('MK-18 MK-12: %s is none', (selector) => {
  expect(isValidSelector(document, selector)).toBe(false)
})

describe('MK-18: a selector that is left open takes no other with it: all is hidden', () => {
  for (const selector of OPEN)
    for (const rules of [
      { selectors: [selector, '.secret'] },
      { selectors: ['.secret'], mode: 'all', unmaskSelectors: [selector, '.none'] },
    ] as const)
      it(`${selector} ${'mode' in rules ? 'on the allow-list' : ''}`, async () => {
        harness = await createMirrorHarness(
          `<!doctype html><p class="secret">${CANARY}</p><p>open</p>`,
          rules,
        )
        await expectHidden(harness)
        expect(harness.capture.closed).toBe('selector-invalid')
        expect(harness.sentText()).not.toContain('open')
      })
})
