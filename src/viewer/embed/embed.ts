import { unreachable } from '../../base/assert.ts'
import { parseJson } from '../../base/parse.ts'
import { LIMITS } from '../../protocol/limits.ts'
import {
  type ChosenTools,
  FRAME_COMMANDS,
  type FrameCommandName,
  Refusal,
  SHELL_COMMANDS,
  type ShellCommand,
  shellCommand,
} from '../embed-commands.ts'
import { type embedConfig, FIRST_VIEW, request, type ShellUp } from '../embed-messages.ts'
import { VIEWER_LIMITS } from '../limits.ts'
import { type EmbedState, eventsBetween, isOver } from './events.ts'
import { type Found, findSession, JoinError, type Wanted } from './hand-over.ts'
import { greetParent } from './parent.ts'
import { openViewFrame, type ViewFrame } from './view-frame.ts'
import { EMBED_WORDS, wordsFor } from './words.ts'

const IDLE: EmbedState = { ...FIRST_VIEW, state: 'idle' }

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
    const events = eventsBetween(state, next)
    state = next
    for (const { type, payload } of events) tell(type, payload)
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

  function fromShell(message: Exclude<ShellUp, { type: 'answer' }>): void {
    switch (message.type) {
      case 'state':
        return change(message.view)
      case 'message':
        return tellMessage(message.name, message.json)
      case 'rejoin':
        if (joined) void join({ ...joined, wait: true }).catch(() => undefined)
        return
      default:
        return unreachable(message)
    }
  }

  /** AP-3: what the visitor's page says to this one. */
  function tellMessage(name: string, json: string): void {
    try {
      tell('message', { name, payload: parseJson(json, LIMITS.maxMessageBytes, (value) => value) })
    } catch {
      // Not of our script.
    }
  }

  /** Not on the way into a session: which of the frame's pages is there already, nobody knows. */
  async function order(command: ShellCommand): Promise<void> {
    const url = command.type === 'leave' ? command.url : undefined
    const to = url === undefined ? null : pageOf(url)
    if (command.type === 'leave' && state.state === 'looking') giveUp()
    else if (!view || isOver(state)) throw new Refusal('no-session')
    else await view.order(command)
    if (to !== null) setTimeout(() => location.replace(to), VIEWER_LIMITS.farewellMs)
  }

  function giveUp(): void {
    looking?.abort()
    view?.stop()
    view = null
    change(IDLE)
    say(EMBED_WORDS.idle)
  }

  /** An address of a page that may hold this frame, and of no other: a frame of ours leads nobody elsewhere. */
  function pageOf(address: string): string {
    if (!URL.canParse(address)) throw new Refusal('bad-params')
    const { origin, href } = new URL(address)
    // The origin of a `blob:` is that of who made it.
    if (!/^https?:/.test(href) || !config.parents.includes(origin)) throw new Refusal('bad-params')
    return href
  }

  async function carryOut(name: FrameCommandName, payload: unknown): Promise<void> {
    switch (name) {
      case 'join': {
        const { key, wait = false, groupId = config.groupId } = FRAME_COMMANDS.join(payload)
        return join({ key, wait, groupId })
      }
      case 'getState':
        return void FRAME_COMMANDS.getState(payload)
      case 'setTools':
        tools = FRAME_COMMANDS.setTools(payload).tools
        return view?.send({ type: 'tools', tools })
      case 'setToken':
        token = FRAME_COMMANDS.setToken(payload).token
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
      if (isOneOf(FRAME_COMMANDS, type)) await carryOut(type, payload)
      else if (isOneOf(SHELL_COMMANDS, type)) await order(shellCommand({ ...Object(payload), type }))
      else throw new Refusal('bad-params')
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
    const { key, isWaiting, groupId, isRefused } = config
    if (isRefused) fail('login-failed')
    else if (key !== null) void join({ key, wait: isWaiting, groupId }).catch(() => undefined)
  })
}

function isOneOf<T extends object>(commands: T, type: PropertyKey): type is keyof T {
  return Object.hasOwn(commands, type)
}
