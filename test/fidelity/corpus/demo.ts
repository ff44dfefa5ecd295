import type { FidelityCase, Limit } from '../case.ts'

const EARLY_CLOSED = { earlyClosedRoots: /#(closed-host|m-shadow)$/ }

/** Every page of the demo as it opens. What its buttons do is pressed one by one in test/e2e/live-cases.test.ts. */
function page(path: string, more: Partial<FidelityCase> = {}): FidelityCase {
  return { name: `demo/${path.replace(/\.html$/, '')}`, site: 'demo', path, compare: EARLY_CLOSED, ...more }
}

/** Of pages with hidden parts: MK-19. */
const ROUNDED: Limit = {
  kinds: ['boxes', 'styles', 'pixels'],
  what: /^(box|.*size|width|height|.*-origin|grid-template-.*|(inset|margin)-.*|top|bottom|.* pixels .*)$/,
  maxPixelShare: 0.03,
  reason: 'a hidden element has its size rounded up (MK-19), which moves what is beside and below it',
}

const EARLY_CLOSED_ROOT: Limit = {
  kinds: ['styles', 'boxes', 'pixels'],
  path: /#closed-host( > em)?$|^#document$/,
  maxPixelShare: 0.03,
  reason: 'closed shadow roots that the page made before the session began are not shown',
}

const LABELLED: Limit = {
  kinds: ['styles'],
  path: /iframe#opaque$/,
  what: /^background-/,
  reason: 'a frame that nobody can read is a labelled box',
}

/** They go on while one side is measured after the other. */
const SVG_ANIMATIONS: Limit = {
  kinds: ['styles', 'boxes', 'pixels'],
  path: /svg > (circle|rect)$|^#document$/,
  maxPixelShare: 0.01,
  reason: 'animations inside SVG (SMIL) go on in their own time',
}

export const demoCases: readonly FidelityCase[] = [
  page('index.html'),
  page('shop.html'),
  page('product.html'),
  page('cart.html'),
  page('checkout.html', { isShort: true, limits: [ROUNDED] }),
  page('help.html'),
  page('account/index.html', { limits: [ROUNDED] }),
  page('account/login.html', { limits: [ROUNDED] }),
  page('account/profile.html'),
  page('account/transactions.html', { limits: [ROUNDED] }),
  page('account/transfer.html', { limits: [ROUNDED] }),
  page('cases/animations-transforms.html'),
  page('cases/canvas-video.html'),
  page('cases/cssom.html'),
  page('cases/dialogs-popovers.html'),
  page('cases/forms.html'),
  page('cases/frames.html', { limits: [ROUNDED, LABELLED] }),
  page('cases/huge.html'),
  page('cases/index.html'),
  page('cases/masked.html', { limits: [ROUNDED] }),
  page('cases/media-queries.html'),
  page('cases/mutations.html'),
  page('cases/quirks.html'),
  page('cases/rtl.html'),
  page('cases/scrollers.html'),
  page('cases/shadow-dom.html', { limits: [EARLY_CLOSED_ROOT] }),
  page('cases/svg-mathml.html', { limits: [SVG_ANIMATIONS] }),
  page('cases/tables.html'),
  page('cases/trees.html'),
  page('cases/typography.html'),
  page('cases/web-components.html'),
]
