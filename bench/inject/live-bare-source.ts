import { offerLive, openChannel } from './live.ts'

/** Sends the probe's text and nothing else: the floor. */
offerLive(async () => {
  const socket = await openChannel()
  const probe = document.getElementById('probe') as HTMLElement
  const send = () => socket.send(probe.textContent ?? '')
  new MutationObserver(send).observe(probe, { subtree: true, childList: true, characterData: true })
})
