import {
  createViewer,
  lookup,
  openViewer,
  type PresenceEvent,
  presence,
  SidelongAgentError,
  type ViewerState,
} from '@sidelong/agent'

// A test's page learns of the server here; yours has it in its configuration.
const options = new URLSearchParams(location.search)
const server = {
  baseUrl: options.get('server') ?? 'https://co.shop.example',
  groupId: 4711,
  getToken: () => options.get('pass') ?? '',
}
const key = options.get('key') ?? ''
const output = document.querySelector('output') as HTMLOutputElement
const said: string[] = []

function say(text: string): void {
  said.push(text)
  output.textContent = said.join(' ')
}

try {
  say((await lookup(key, server)).found ? 'found' : 'nothing')
  const viewer = createViewer(document.querySelector('#screen') as Element, { ...server, key, wait: true })
  viewer.on('session-started', ({ state }) => say(`started:${state.key satisfies ViewerState['key']}`))
  viewer.on('session-ended', ({ reason }) => say(`ended:${reason}`))
  viewer.on('error', ({ code }) => say(`error:${code}`))
} catch (error) {
  say(error instanceof SidelongAgentError ? `refused:${error.code}` : 'broken')
}

export const follow = (tell: (event: PresenceEvent) => void) =>
  presence(4711, server).subscribe(tell, { visitorIds: ['a'] })

// What is wrong, the types say.
export const wrong = [
  // @ts-expect-error
  () => openViewer(server),
  // @ts-expect-error
  () => createViewer(document.body, { ...server, keey: 'x' }),
]
