import type { FidelityCase } from '../case.ts'
import { FOCUS_PIXELS } from '../known-limits.ts'

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
  page('fonts', step, {
    isShort: true,
    limits: [
      {
        kinds: ['boxes', 'styles', 'pixels'],
        when: 'before',
        path: /> [us]$|^#document/,
        maxPixelShare: 0.004,
        reason: 'fonts that script added before the session began are shown in the next font of the list',
      },
      {
        kinds: ['rules'],
        path: /style\[1\]/,
        reason:
          'of a font with a blob: address the rule is void at the agent; one with its bytes stands beside the sheets',
      },
    ],
  }),
  page('details', step),
  page('sticky', step),
  page('top-layer', step, {
    isShort: true,
    limits: [
      FOCUS_PIXELS,
      {
        kinds: ['pixels'],
        when: 'before',
        // The tint of a backdrop over all that lies below it.
        maxPixelShare: 0.05,
        reason: 'dialogs and popovers that were open before the session began may lie in another order',
      },
    ],
  }),
  page('form-states', step, { isShort: true }),
  page('tables-odd', step),
  page('adopted', step, { isShort: true }),
  page('closed-roots', step, {
    compare: { earlyClosedRoots: /x-(early|late)$/ },
    limits: [
      {
        kinds: ['boxes', 'styles', 'pixels'],
        maxPixelShare: 0.01,
        reason: 'closed shadow roots that the page made before the session began are not shown',
      },
    ],
  }),
  page('svg-use', step),
  page('mathml', step),
  page('images', step, {
    isShort: true,
    allowConsole: [/Not allowed to load local resource: blob:/],
    limits: [
      {
        kinds: ['boxes', 'styles', 'pixels'],
        maxPixelShare: 0.02,
        path: /#(bgblob|blob|source)\b|^#document$/,
        reason: 'pictures with a blob: address are still ones, encoded anew',
      },
    ],
  }),
  page('writing-modes', step),
  page('transforms-3d', step),
  page('animations', step),
  page('frames-nested', step),
  page('frameset', step, {
    limits: [
      {
        kinds: ['styles'],
        path: /> frame(set)?(\[\d+\]|#\w+)*$/,
        reason: 'a frame set is a grid of frames at the agent',
      },
    ],
  }),
  page('objects', step),
  page('canvas', step),
  page('editable', step, {
    limits: [
      {
        kinds: ['pixels'],
        when: 'live',
        maxPixelShare: 0.001,
        reason: 'what the visitor has selected has the color of a window that is not in use',
      },
    ],
  }),
  page('counters', step),
  page('limited-quirks', step),
  page('columns', step),
  page('color-scheme', step),
]
