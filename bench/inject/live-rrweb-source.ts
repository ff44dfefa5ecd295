import { record } from 'rrweb'
import { offerLive, openChannel } from './live.ts'

offerLive(async () => {
  const socket = await openChannel()
  record({ emit: (event) => socket.send(JSON.stringify(event)) })
})
