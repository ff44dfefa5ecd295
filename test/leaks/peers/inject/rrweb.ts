import { record } from 'rrweb'
import type { PeerPage } from '../page.ts'

const events: unknown[] = []

const peer: PeerPage = {
  start({ isStrict, selectors }) {
    record({
      emit: (event) => void events.push(event),
      ...(isStrict && {
        blockSelector: ['.rr-block', ...selectors].join(','),
        maskTextSelector: '*',
        maskAllInputs: true,
        recordCanvas: false,
        inlineImages: false,
        collectFonts: false,
        slimDOMOptions: 'all' as const,
      }),
    })
  },
  async take() {
    return JSON.stringify(events)
  },
}
Object.assign(window, { peer })
