/** The relay's channel of this pair of pages; both open it with the same `?channel=`. */
export async function openChannel(): Promise<WebSocket> {
  const name = new URLSearchParams(location.search).get('channel')
  const socket = new WebSocket(`ws://${location.host}/relay/${name}`)
  await new Promise((resolve, reject) => {
    socket.onopen = resolve
    socket.onerror = () => reject(new Error('the relay does not answer'))
  })
  return socket
}

/** What a page of a pair offers: resolves when it is connected and, on the sending side, recording. */
export function offerLive(start: () => Promise<void>): void {
  Object.assign(window, { startLive: start })
}
