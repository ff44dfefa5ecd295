import * as Sentry from '@sentry/browser'

// JavaScript: the package is there only when `npm run test:leaks -- --peers` has installed it.
/** @type {import('../page.ts').PeerPage} */
const peer = {
  start({ isStrict, selectors }) {
    const open = { maskAllText: false, maskAllInputs: false, blockAllMedia: false }
    const strict = {
      maskAllText: true,
      maskAllInputs: true,
      blockAllMedia: true,
      block: ['.sentry-block', '[data-sentry-block]', ...selectors],
      mask: ['*'],
      maskAttributes: [
        'title',
        'placeholder',
        'aria-label',
        'alt',
        'value',
        'label',
        'href',
        'src',
        'data-x',
      ],
      networkDetailAllowUrls: [],
    }
    const replay = Sentry.replayIntegration({
      // As text, so that what is sent can be searched; it changes nothing of what that is.
      useCompression: false,
      ...(isStrict ? strict : open),
    })
    Sentry.init({
      dsn: `http://key@${location.host}/1`,
      integrations: [replay],
      replaysSessionSampleRate: 1,
      replaysOnErrorSampleRate: 0,
      sendDefaultPii: false,
    })
  },
  async take() {
    await Sentry.getReplay()?.flush()
    return ''
  },
}
Object.assign(window, { peer })
