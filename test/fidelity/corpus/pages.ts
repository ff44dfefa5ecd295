import type { FidelityCase } from '../case.ts'

/** A page of our own in `pages/`: one thing that is hard to mirror each, as HTML and nothing else. */
function page(name: string, steps?: FidelityCase['steps'], more: Partial<FidelityCase> = {}): FidelityCase {
  return {
    name: `page/${name}`,
    site: 'corpus',
    path: `pages/${name}.html`,
    ...(steps ? { steps } : {}),
    ...more,
  }
}

/** The page says in `window.step` what happens on it. */
const step: FidelityCase['steps'] = (at) =>
  at.evaluate(() => (globalThis as unknown as { step(): void | Promise<void> }).step())

export const pageCases: readonly FidelityCase[] = [
  page('css-modern', step, { isShort: true }),
  page('css-values', step),
  page('fonts', step, { isShort: true }),
  page('details', step),
  page('sticky', step),
  page('top-layer', step, { isShort: true }),
  page('form-states', step, { isShort: true }),
  page('tables-odd', step),
  page('adopted', step, { isShort: true }),
  page('svg-use', step),
  page('mathml', step),
  page('images', step, { isShort: true }),
  page('writing-modes', step),
  page('transforms-3d', step),
  page('animations', step),
  page('frames-nested', step),
  page('canvas', step),
  page('editable', step),
  page('counters', step),
  page('limited-quirks', step),
  page('columns', step),
  page('color-scheme', step),
]
