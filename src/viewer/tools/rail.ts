import type { ViewerTool } from '../../protocol/view-choice.ts'
import type { ChosenTools } from '../embed-commands.ts'
import { button, h, icon } from '../shell/elements.ts'
import { TOOL_WORDS } from './words.ts'

export const TOOLS = ['look', 'laser', 'highlight', 'pen', 'ink', 'box', 'arrow'] as const
export type Tool = (typeof TOOLS)[number] | 'control'

const POINTERS: readonly Tool[] = ['laser', 'highlight']

export type RailHooks = {
  choose(tool: Tool): void
  clear(): void
  control(): void
  go(to: 'back' | 'forward' | 'reload'): void
  address(): void
  follow(): void
  find(): void
  readOut(): void
}

/** The tools beside the page, by privilege; arrow keys walk along them. */
export function createRail(hooks: RailHooks) {
  const tools = TOOLS.map((tool) => ({
    tool,
    element: button({ class: 'tool', label: TOOL_WORDS[tool], onClick: () => hooks.choose(tool) }, [
      icon(tool),
    ]),
  }))
  const readOut = button({ class: 'tool', label: TOOL_WORDS.readOut, onClick: hooks.readOut }, [
    icon('readOut'),
  ])
  const clear = button({ class: 'tool', label: TOOL_WORDS.clear, onClick: hooks.clear }, [icon('clear')])
  const control = button({ class: 'tool', label: TOOL_WORDS.ask, onClick: hooks.control }, [icon('control')])
  const steps = (['back', 'forward', 'reload'] as const).map((to) =>
    button({ class: 'tool', label: TOOL_WORDS[to], onClick: () => hooks.go(to) }, [icon(to)]),
  )
  const address = button({ class: 'tool', label: TOOL_WORDS.address, onClick: hooks.address }, [
    icon('address'),
  ])
  const line = h('hr')
  const follow = button({ class: 'tool', label: TOOL_WORDS.follow, onClick: hooks.follow }, [icon('follow')])
  const find = button({ class: 'tool', label: TOOL_WORDS.find, onClick: hooks.find }, [icon('find')])
  const element = h(
    'div',
    {
      class: 'rail',
      attributes: { role: 'toolbar', 'aria-label': TOOL_WORDS.tools, 'aria-orientation': 'vertical' },
    },
    [
      follow,
      find,
      h('hr'),
      ...tools.map(({ element: one }) => one),
      clear,
      readOut,
      line,
      control,
      ...steps,
      address,
    ],
  )

  element.addEventListener('keydown', (event) => {
    const by = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key]
    if (!by) return
    const all: Element[] = [...element.querySelectorAll('button')].filter((one) => !one.hidden)
    const at = document.activeElement ? all.indexOf(document.activeElement) : -1
    const next = all[(at + by + all.length) % all.length]
    if (next instanceof HTMLElement) next.focus()
    event.preventDefault()
  })

  let isControlOff = true
  let can = { point: false, draw: false, control: false }
  let chosen: ChosenTools = null
  const isChosen = (tool: ViewerTool): boolean => chosen === null || chosen.includes(tool)

  function update(): void {
    let hasAny = false
    let hasInk = false
    let hasPointer = false
    for (const { tool, element: one } of tools) {
      if (tool === 'look') continue
      const isPointer = POINTERS.includes(tool)
      one.hidden = !isChosen(tool) || !(isPointer ? can.point : can.draw)
      hasAny ||= !one.hidden
      hasInk ||= !one.hidden && !isPointer
      hasPointer ||= !one.hidden && isPointer
    }
    const look = tools.find(({ tool }) => tool === 'look')
    if (look) look.element.hidden = !hasAny
    clear.hidden = !hasInk
    // Who has switched it on can always switch it off.
    readOut.hidden = !hasPointer && readOut.ariaPressed !== 'true'
    // Who has control can always give it back.
    control.hidden = line.hidden = !can.control || (!isChosen('control') && isControlOff)
    follow.hidden = !isChosen('follow')
    find.hidden = !isChosen('find')
  }

  return {
    element,
    show(next: typeof can): void {
      can = next
      update()
    },
    /** These alone, as far as they are permitted. */
    only(names: ChosenTools): void {
      chosen = names
      update()
    },
    pressed(tool: Tool): void {
      for (const one of tools) one.element.setAttribute('aria-pressed', String(one.tool === tool))
    },
    /** `canGo`: the address of the page may be changed. */
    controlled(state: 'off' | 'asking' | 'on', canGo: boolean): void {
      isControlOff = state === 'off'
      update()
      control.dataset.state = state
      control.setAttribute('aria-pressed', String(state === 'on'))
      const label = TOOL_WORDS[state === 'on' ? 'stop' : state === 'asking' ? 'asking' : 'ask']
      control.setAttribute('aria-label', label)
      control.title = label
      for (const one of [...steps, address]) one.hidden = !canGo
    },
    readingOut(isOn: boolean): void {
      readOut.setAttribute('aria-pressed', String(isOn))
      update()
    },
    following(isFollowing: boolean): void {
      follow.setAttribute('aria-pressed', String(isFollowing))
    },
  }
}
