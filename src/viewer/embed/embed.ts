import { unreachable } from '../../base/assert.ts'
import {
  type ChosenTools,
  COMMANDS,
  type CommandName,
  type embedConfig,
  request,
  type ShellUp,
  type ViewState,
} from '../embed-messages.ts'
import { type Found, findSession, JoinError, type Wanted } from './hand-over.ts'
import { greetParent } from './parent.ts'
import { openViewFrame, type ViewFrame } from './view-frame.ts'
import { EMBED_WORDS, wordsFor } from './words.ts'

/** What the customer's page is told of the frame: the view's state, or that of the way there. */
type EmbedState = Omit<ViewState, 'state'> & { readonly state: ViewState['state'] | 'idle' | 'looking' }

const IDLE: EmbedState = {
  state: 'idle',
  key: null,
  startedAt: null,
  participants: [],
  privileges: [],
  endReason: null,
}

/** A request that is refused, with its code. */
class Refusal extends Error {
  override readonly name = 'Refusal'
  readonly code: string
  constructor(code: string) {
    super(code)
    this.code = code
  }
}

/** The frame that a customer's page holds (AE-1 to AE-4): joins, keeps the view, and speaks with that page over one port. */
export function startEmbed(root: Element, config: ReturnType<typeof embedConfig>): void {
  let port: MessagePort | null = null
  let view: ViewFrame | null = null
  let state: EmbedState = IDLE
  let token: string | null = null
  let tools: ChosenTools = null
  let looking: AbortController | null = null
  let joined: Wanted | null = null
  const note = document.createElement('p')

  function say(text: string): void {
    note.textContent = text
    root.replaceChildren(note)
  }

  function tell(type: string, payload: object = {}): void {
    port?.postMessage({ type, payload, state })
  }

  function change(next: EmbedState): void {
    const before = state
    state = next
    const isOver = (one: EmbedState) =>
      one.state === 'idle' || one.state === 'looking' || one.state === 'ended'
    if (before.startedAt === null && next.startedAt !== null) tell('session-started')
    if (before.state !== next.state || before.participants.length !== next.participants.length) tell('state')
    if (!isOver(before) && next.state === 'ended') tell('session-ended', { reason: next.endReason })
  }

  function fail(code: string): void {
    view?.stop()
    view = null
    change(IDLE)
    say(wordsFor(code))
    tell('error', { code })
  }

  async function join(wanted: Wanted): Promise<void> {
    looking?.abort()
    const own = new AbortController()
    looking = own
    view?.stop()
    view = null
    joined = wanted
    change({ ...IDLE, state: 'looking' })
    say(wanted.wait ? EMBED_WORDS.waiting : EMBED_WORDS.opening)
    try {
      const found = await findSession(wanted, token, own.signal)
      if (own.signal.aborted) throw new JoinError('cancelled')
      view = openViewFrame(root, inLanguage(found), {
        message: fromShell,
        connected: sendTools,
        failed: () => fail('network'),
      })
    } catch (error) {
      const code = error instanceof JoinError ? error.code : 'internal'
      if (!own.signal.aborted) fail(code)
      throw new Refusal(code)
    }
  }

  /** The view in the language that the page around wants, else in that of the account, else in the frame's own. */
  function inLanguage(found: Found): Found {
    const url = new URL(found.location)
    if (config.language !== null) url.searchParams.set('lang', config.language)
    return { ...found, location: url.href }
  }

  function sendTools(): void {
    if (tools !== null) view?.send({ type: 'tools', tools })
  }

  function fromShell(message: ShellUp): void {
    switch (message.type) {
      case 'state':
        return change(message.view)
      case 'rejoin':
        if (joined) void join({ ...joined, wait: true }).catch(() => undefined)
        return
      default:
        return unreachable(message)
    }
  }

  function leave(): void {
    const isLooking = state.state === 'looking'
    looking?.abort()
    if (!view) {
      if (!isLooking) throw new Refusal('no-session')
      change(IDLE)
      return say(EMBED_WORDS.idle)
    }
    view.send({ type: 'leave' })
  }

  async function carryOut(name: CommandName, payload: unknown): Promise<void> {
    switch (name) {
      case 'join': {
        const { key, wait = false, groupId = config.groupId } = COMMANDS.join(payload)
        return join({ key, wait, groupId })
      }
      case 'leave':
        COMMANDS.leave(payload)
        return leave()
      case 'end':
        COMMANDS.end(payload)
        if (!view || state.state === 'ended') throw new Refusal('no-session')
        if (!state.privileges.includes('end')) throw new Refusal('not-permitted')
        return view.send({ type: 'end' })
      case 'getState':
        return void COMMANDS.getState(payload)
      case 'setTools':
        tools = COMMANDS.setTools(payload).tools
        return view?.send({ type: 'tools', tools })
      case 'setToken':
        token = COMMANDS.setToken(payload).token
        return
      default:
        return unreachable(name)
    }
  }

  async function onMessage(data: unknown): Promise<void> {
    let id: number
    let type: string
    try {
      ;({ id, type } = request(data))
    } catch {
      return
    }
    const payload: unknown = (data as { payload?: unknown }).payload ?? {}
    try {
      if (!isCommand(type)) throw new Refusal('bad-params')
      await carryOut(type, payload)
      port?.postMessage({ re: id, ok: true, payload: state })
    } catch (error) {
      const code = error instanceof Refusal ? error.code : 'bad-params'
      port?.postMessage({ re: id, ok: false, code })
    }
  }

  say(EMBED_WORDS.idle)
  greetParent(config.parents, (given) => {
    port = given
    port.onmessage = ({ data }) => void onMessage(data)
    tell('state')
    const { key, isWaiting, groupId } = config
    if (key !== null) void join({ key, wait: isWaiting, groupId }).catch(() => undefined)
  })
}

function isCommand(type: string): type is CommandName {
  return Object.hasOwn(COMMANDS, type)
}
