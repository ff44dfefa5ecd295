import { offerLive, openChannel } from './live.ts'

offerLive(async () => {
  const socket = await openChannel()
  const seenAt: Record<string, number> = {}
  window.seenAt = seenAt
  socket.onmessage = ({ data }) => {
    seenAt[data] ??= performance.timeOrigin + performance.now()
  }
})
