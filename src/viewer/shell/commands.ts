import { unreachable } from '../../base/assert.ts'
import type { Clock } from '../../base/clock.ts'
import type { ControlOutcome } from '../../protocol/actions.ts'
import type { AgentUp } from '../../protocol/agent-up.ts'
import type { GuestOutcome } from '../../protocol/guests-api.ts'
import type { HandOverState } from '../../protocol/handing-over.ts'
import { LIMITS } from '../../protocol/limits.ts'
import type { Privilege } from '../../protocol/privileges.ts'
import { Refusal, type ShellCommand } from '../embed-commands.ts'
import { controlRightsOf } from '../tools/control-request.ts'
import type { createTools } from '../tools/tools.ts'
import type { Guests } from './guests.ts'
import type { HandOver } from './hand-over.ts'
import type { SessionState } from './session-view.ts'

export type CommandParts = {
  readonly clock: Clock
  readonly tools: Pick<ReturnType<typeof createTools>, 'control' | 'highlight' | 'readOut'>
  readonly guests: Pick<Guests, 'mayInvite' | 'admit' | 'eject'>
  readonly handOver: Pick<HandOver, 'isPossible' | 'offer'>
  readonly state: () => SessionState
  readonly privileges: () => readonly Privilege[]
  readonly send: (message: AgentUp) => void
  readonly leave: () => void
  readonly end: () => void
}

type Of<T extends ShellCommand['type']> = Extract<ShellCommand, { type: T }>

const SECOND_MS = 1_000
/** Why there is no control, as codes of AE-4. */
const NO_CONTROL = {
  declined: 'visitor-declined',
  'no-answer': 'consent-required',
  busy: 'busy',
  blocked: 'rate-limited',
  unavailable: 'visitor-not-present',
} as const satisfies Record<Exclude<ControlOutcome, 'accepted'>, string>
const NO_GUEST = {
  unknown: 'code-refused',
  full: 'quota-exceeded',
  limited: 'rate-limited',
  unavailable: 'network',
} as const satisfies Record<Exclude<GuestOutcome, 'admitted'>, string>

/**
 * What the page around the viewer orders (AE-3), as far as this agent may; the servers look at each once more. The
 * promises reject with a {@link Refusal}.
 */
export function createCommands(parts: CommandParts): (command: ShellCommand) => Promise<void> {
  const { clock, tools, guests, handOver, state, privileges, send, leave, end } = parts
  let sentAtMs: number[] = []

  function need(isSo: boolean, code: string): void {
    if (!isSo) throw new Refusal(code)
  }

  const needPrivilege = (privilege: Privilege): void =>
    need(privileges().includes(privilege), 'not-permitted')
  const needLine = (): void => need(state().link === 'open', 'network')

  /** For what is lost if nobody is there. */
  function needVisitor(): void {
    needLine()
    need(state().presence !== 'lost' && state().presence !== 'loading', 'visitor-not-present')
  }

  /** For what does nothing while the visitor has paused. */
  function needPage(): void {
    needVisitor()
    need(!state().isPaused, 'visitor-not-present')
  }

  async function requestControl({ rights: wanted }: Of<'requestControl'>): Promise<void> {
    const own = controlRightsOf(privileges())
    const rights = wanted ?? own
    need(wanted?.length !== 0, 'bad-params')
    need(rights.length > 0 && rights.every((one) => own.includes(one)), 'not-permitted')
    needPage()
    const outcome = await tools.control.ask(rights)
    if (outcome !== 'accepted') throw new Refusal(NO_CONTROL[outcome])
  }

  /** AP-3: as many and as large as the visitor's page may send. */
  function sendMessage({ name, payload }: Of<'sendMessage'>): void {
    const json = jsonOf(payload)
    if (json === undefined) throw new Refusal('bad-params')
    need(new TextEncoder().encode(json).length <= LIMITS.maxMessageBytes, 'message-too-large')
    needVisitor()
    const nowMs = clock.now()
    sentAtMs = sentAtMs.filter((atMs) => nowMs - atMs < SECOND_MS)
    need(sentAtMs.length < LIMITS.pageMessagesPerSecond, 'rate-limited')
    sentAtMs.push(nowMs)
    send({ type: 'message', name, json })
  }

  async function transfer({ to: { user, role }, note = '' }: Of<'transfer'>): Promise<void> {
    need((user === undefined) !== (role === undefined), 'bad-params')
    needLine()
    const whom = { ...(user !== undefined && { toUser: user }), ...(role !== undefined && { toRole: role }) }
    const made: HandOverState = await handOver.offer(whom, note)
    if (made === 'refused') throw new Refusal(handOver.isPossible() ? 'not-found' : 'not-permitted')
    need(made === 'open', 'network')
  }

  async function admitGuest({ code }: Of<'admitGuest'>): Promise<void> {
    need(guests.mayInvite(), 'not-permitted')
    needLine()
    const outcome = await guests.admit(code)
    if (outcome !== 'admitted') throw new Refusal(NO_GUEST[outcome])
  }

  return async (command) => {
    switch (command.type) {
      case 'leave':
        return leave()
      case 'end':
        needPrivilege('end')
        needLine()
        return end()
      case 'requestControl':
        return requestControl(command)
      case 'releaseControl':
        return tools.control.release()
      case 'highlight':
        needPrivilege('point')
        needPage()
        return need(await tools.highlight(command), 'not-found')
      case 'sendMessage':
        return sendMessage(command)
      case 'setAccessibility':
        needPrivilege('point')
        return tools.readOut(command.on)
      case 'transfer':
        return transfer(command)
      case 'admitGuest':
        return admitGuest(command)
      case 'ejectGuest':
        need(guests.mayInvite(), 'not-permitted')
        needLine()
        return need(guests.eject(command.id), 'not-found')
      default:
        return unreachable(command)
    }
  }
}

/** `undefined` for what JSON cannot say: nothing, a number without bounds, a circle. */
function jsonOf(payload: unknown): string | undefined {
  try {
    return JSON.stringify(payload)
  } catch {
    return undefined
  }
}
