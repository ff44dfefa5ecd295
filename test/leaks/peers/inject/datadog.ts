import { datadogRum } from '@datadog/browser-rum'
import type { PeerPage } from '../page.ts'

const peer: PeerPage = {
  start({ isStrict }) {
    datadogRum.init({
      applicationId: '00000000-0000-0000-0000-000000000000',
      clientToken: 'pub0000000000000000000000000000000',
      service: 'leaks',
      proxy: ({ path }) => `${location.origin}/intake${path}`,
      sessionSampleRate: 100,
      sessionReplaySampleRate: 100,
      trackUserInteractions: isStrict === false,
      trackResources: isStrict === false,
      trackLongTasks: false,
      enablePrivacyForActionName: true,
      defaultPrivacyLevel: isStrict ? 'mask' : 'allow',
      sessionPersistence: 'local-storage',
    })
    datadogRum.startSessionReplayRecording()
  },
  async take() {
    datadogRum.stopSessionReplayRecording()
    return ''
  },
}
Object.assign(window, { peer })
