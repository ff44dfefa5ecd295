import { datadogRum } from '@datadog/browser-rum'
import { compressedBytes, messageBytes, offer } from './recorder.ts'

/** Follows the first full snapshot. */
const VISUAL_VIEWPORT = /"type":8[,}]/
const SHORT = 1_000

let records: string[] = []
let pulse = 0
let completeAt: number | null = null

// The way for web views: each record is handed over as JSON at once, which for a server happens in the page, too; the
// worker that compresses them is left out, in Datadog's favor.
Object.assign(window, {
  DatadogEventBridge: {
    getCapabilities: () => '["records"]',
    getPrivacyLevel: () => 'allow',
    getAllowedWebViewHosts: () => JSON.stringify([location.hostname]),
    send(message: string) {
      if (!message.startsWith('{"eventType":"record"')) return
      records.push(message)
      pulse++
      if (message.length < SHORT && VISUAL_VIEWPORT.test(message)) completeAt ??= performance.now()
    },
  },
})

offer({
  pulse: () => pulse,
  isPending: () => false,
  start() {
    datadogRum.init({
      applicationId: '00000000-0000-0000-0000-000000000000',
      clientToken: 'pub0000000000000000000000000000000',
      sessionSampleRate: 100,
      sessionReplaySampleRate: 100,
      trackUserInteractions: false,
      trackResources: false,
      trackLongTasks: false,
      defaultPrivacyLevel: 'allow',
    })
    datadogRum.startSessionReplayRecording()
  },
  completeAt: () => completeAt,
  async takeBytes() {
    const taken = records
    records = []
    if (taken.length === 0) return { live: 0, together: 0 }
    const encode = (text: string) => new TextEncoder().encode(text)
    let live = 0
    for (const record of taken) live += await messageBytes(encode(record))
    return { live, together: await compressedBytes(encode(taken.join('\n')), 'gzip') }
  },
  fault: () => null,
})
