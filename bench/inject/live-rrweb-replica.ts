import { type eventWithTime, Replayer } from 'rrweb'
import { watchProbe } from '../latency-probe.ts'
import { offerLive, openChannel } from './live.ts'

// No buffer: what arrives is shown as soon as rrweb shows anything.
offerLive(async () => {
  const socket = await openChannel()
  const replayer = new Replayer([], { liveMode: true })
  replayer.startLive()
  replayer.on('fullsnapshot-rebuilded', () => {
    const { contentDocument } = replayer.iframe
    if (contentDocument) watchProbe(contentDocument)
  })
  socket.onmessage = ({ data }) => replayer.addEvent(JSON.parse(data) as eventWithTime)
})
