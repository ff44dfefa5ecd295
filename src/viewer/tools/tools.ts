import type { Clock } from '../../base/clock.ts'
import { parseJson } from '../../base/parse.ts'
import { type Action, action, PRIVILEGE_OF } from '../../protocol/actions.ts'
import { decodeEnvelope, ENVELOPE, encodeEnvelope } from '../../protocol/envelope.ts'
import { LIMITS } from '../../protocol/limits.ts'
import type { Participant } from '../../protocol/participants.ts'
import { type Privilege, privilegeBits } from '../../protocol/privileges.ts'
import type { ChosenTools } from '../embed-commands.ts'
import type { ControlFacts } from '../embed-messages.ts'
import { VIEWER_LIMITS } from '../limits.ts'
import { h } from '../shell/elements.ts'
import { plainLine } from '../shell/format.ts'
import type { PageView } from '../shell/page-view.ts'
import type { StageDown, StageUp } from '../stage-messages.ts'
import { openAddressBox } from './address-box.ts'
import { controlRightsOf, createControlRequest } from './control-request.ts'
import { createController } from './controller.ts'
import { openFindBox } from './find-box.ts'
import { createHits, type Hit, type Point } from './hits.ts'
import { createInk } from './ink.ts'
import { createPointing } from './pointing.ts'
import { createRail, type Tool } from './rail.ts'
import { TOOL_WORDS } from './words.ts'

export type ToolsParts = {
  readonly clock: Clock
  readonly page: PageView
  /** Sends a binary message to the session server. */
  send(bytes: Uint8Array<ArrayBuffer>): void
  post(message: StageDown): void
  /** A short notice. */
  say(text: string): void
  /** Who has control, or is asked for it, changed. */
  controlled(facts: ControlFacts): void
}

export type Send = (act: Action, hit: Hit | null) => void

/** What an agent can do on the visitor's page besides looking: point, draw, control (VW-4, FEATURES section 13). */
export function createTools({ clock, page, send: sendBytes, post, say, controlled }: ToolsParts) {
  let own: Participant | undefined
  let people: readonly Participant[] = []
  let tool: Tool = 'look'
  let generation = 0
  let isReadingOut = false
  let isFollowing = true
  const view = h('div', { class: 'view-frame' })
  view.hidden = true
  page.layer.append(view)

  const hits = createHits(clock, post)
  const ink = createInk(clock, page.layer, (nodes) => post({ type: 'track', nodes }))
  const rail = createRail({
    choose,
    clear: () => send({ type: 'clear' }, null),
    control: toggleControl,
    go: (to) => send({ type: 'go', to }, null),
    follow: () => setFollowing(!isFollowing),
    find: () => openFindBox(page.element, search),
    readOut: () => readOut(!isReadingOut),
    address: () => openAddressBox(page.element, (url) => send({ type: 'open', url }, null)),
  })
  const pointing = createPointing({
    clock,
    page,
    hits,
    tool: () => tool,
    send,
    putAway: () => choose('look'),
  })
  const controller = createController({
    clock,
    page,
    hits,
    send,
    leave: () => rail.element.querySelector('button')?.focus(),
  })

  /** Own scrolling: the visitor's viewport is a frame then (VW-3). */
  function setFollowing(next: boolean): void {
    isFollowing = next
    view.hidden = next
    rail.following(next)
    post({ type: 'follow', isFollowing: next })
    if (!next) say(TOOL_WORDS.own)
  }

  function search(words: string, isBack: boolean): void {
    if (isFollowing) setFollowing(false)
    post({ type: 'find', words, isBack })
  }

  page.onScroll((dx, dy) => {
    if (isFollowing) return false
    post({ type: 'scroll', dx: Math.round(dx), dy: Math.round(dy) })
    return true
  })

  const may = (privilege: Privilege): boolean => own?.privileges.includes(privilege) ?? false

  function envelope(type: 6 | 7 | 8, privileges: readonly Privilege[], payload = ''): void {
    sendBytes(
      encodeEnvelope({
        type,
        flags: 0,
        privilege: privilegeBits(privileges),
        generation,
        sequence: 0,
        payload: new TextEncoder().encode(payload),
      }),
    )
  }

  /** To the visitor; what points and draws is seen here at once. */
  function send(act: Action, hit: Hit | null): void {
    const privilege = PRIVILEGE_OF[act.type]
    if (!own || !may(privilege)) return
    if (hit) generation = hit.generation
    envelope(ENVELOPE.action, [privilege], JSON.stringify(act))
    if (act.type !== 'laser')
      ink.show(
        { number: own.number ?? 0, name: plainLine(own.name, VIEWER_LIMITS.maxShownNameLength) },
        act,
        hit ?? undefined,
      )
  }

  function choose(next: Tool): void {
    tool = control.state === 'on' && next === 'look' ? 'control' : next
    pointing.reset()
    rail.pressed(next)
    controller.set(tool === 'control' ? control.rights : [])
    page.element.dataset.tool = tool
    page.describe(tool === 'control' ? TOOL_WORDS.overlayControl : TOOL_WORDS.overlay)
    if (tool !== 'look') page.takeFocus()
  }

  const control = createControlRequest({
    clock,
    send: envelope,
    own: () => own,
    people: () => people,
    say,
    changed(isOwn) {
      if (isOwn) {
        const { state, rights } = control
        rail.controlled(state, state === 'on' && rights.includes('navigate'))
        choose('look')
      }
      controlled(control.facts())
    },
  })

  function toggleControl(): void {
    if (control.state === 'on') control.release()
    else if (control.state === 'off') void control.ask(controlRightsOf(own?.privileges))
  }

  /** What this agent points at is read out to the visitor, also on the pages that follow (UI-10). */
  function readOut(isOn: boolean): void {
    isReadingOut = isOn
    rail.readingOut(isOn)
    send({ type: 'read-out', isOn }, null)
  }

  /** From another agent, by way of the session server. */
  function receive(bytes: Uint8Array): void {
    const got = decodeEnvelope(bytes)
    const by = people.find(({ number }) => number === got?.sequence)
    if (!got || !by || got.generation !== generation) return
    try {
      const act = parseJson(new TextDecoder().decode(got.payload), LIMITS.maxEphemeralBytes, action)
      if (privilegeBits([PRIVILEGE_OF[act.type]]) === got.privilege)
        ink.show({ number: by.number ?? 0, name: plainLine(by.name, VIEWER_LIMITS.maxShownNameLength) }, act)
    } catch {
      // Of a newer viewer.
    }
  }

  return {
    rail: rail.element,
    welcome(participant: Participant | undefined): void {
      own = participant
      rail.show({
        point: may('point'),
        draw: may('draw'),
        control: controlRightsOf(own?.privileges).length > 0,
      })
      control.reset()
    },
    people(list: readonly Participant[]): void {
      people = list
      ink.keep(list.map(({ number }) => number))
    },
    control,
    readOut,
    /** Highlights what lies at this place of the visitor's viewport; false: nothing does. */
    async highlight(point: Point): Promise<boolean> {
      const hit = await hits.at(point)
      if (hit) send({ type: 'highlight', node: hit.node }, hit)
      return hit !== null
    },
    only(names: ChosenTools): void {
      rail.only(names)
      if (control.state !== 'on') choose('look')
    },
    /** True if it was for the tools and not for the stage. */
    envelope(bytes: Uint8Array): boolean {
      const isAction = bytes[0] === ENVELOPE.action
      if (isAction) receive(bytes)
      return isAction
    },
    fromStage(message: Extract<StageUp, { type: 'hit' | 'boxes' | 'shown' | 'view' | 'found' }>): void {
      if (message.type === 'hit') hits.answered(message)
      else if (message.type === 'found') {
        if (!message.isFound) say(TOOL_WORDS.notFound)
      } else if (message.type === 'view') {
        const { width, height } = page.size()
        view.style.transform = `translate(${message.x}px, ${message.y}px)`
        view.style.width = `${width}px`
        view.style.height = `${height}px`
      } else if (message.type === 'boxes') ink.boxes(message.list)
      else if (message.generation !== generation) {
        generation = message.generation
        ink.clear()
        pointing.reset()
        controller.forget()
        if (isReadingOut) readOut(true)
      }
    },
    /** The page is shown to this agent, for the first time or again: the visitor does not know what was meant before. */
    seen(): void {
      if (isReadingOut) readOut(true)
    },
    /** Another stage: it knows nothing yet. */
    stageReady(): void {
      if (!isFollowing) post({ type: 'follow', isFollowing })
    },
    stop(): void {
      ink.stop()
      control.reset()
      rail.element.hidden = true
    },
  }
}
