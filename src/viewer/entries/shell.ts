import { createClock } from '../../base/clock.ts'
import { viewChoiceOf } from '../../protocol/view-choice.ts'
import { startShell } from '../shell/shell.ts'

/* The page `/view/<participantId>`: the socket's address follows from the page's own. */

const PATH = /^\/view\/([A-Za-z0-9_-]{1,64})$/

const participant = PATH.exec(location.pathname)?.[1]
const root = document.getElementById('app')
if (participant && root) {
  const socketUrl = new URL(`/v1/agent/${participant}`, location.href)
  socketUrl.protocol = location.protocol === 'http:' ? 'ws:' : 'wss:'
  startShell({
    root,
    socketUrl: socketUrl.href,
    consoleUrl: urlOf('sidelong-console'),
    endUrl: urlOf('sidelong-end'),
    isGuest: metaOf('sidelong-guest') === 'yes',
    stagePath: metaOf('sidelong-stage'),
    choice: viewChoiceOf(new URLSearchParams(location.search)),
    isPrivate: metaOf('sidelong-private') !== 'no',
    clock: createClock(window, () => Date.now()),
  })
}

function metaOf(name: string): string {
  return document.querySelector(`meta[name="${name}"]`)?.getAttribute('content') ?? ''
}

function urlOf(name: string): string | null {
  try {
    const url = new URL(metaOf(name))
    return url.protocol === 'https:' || url.protocol === 'http:' ? url.href : null
  } catch {
    return null
  }
}
