import type { Random } from '../random.ts'
import {
  anyElement,
  anyOf,
  anyParent,
  documentOf,
  isMaskSeen,
  type Operation,
  place,
  type World,
} from './world.ts'

const TYPES = 'text text checkbox radio number range date color email search button'.split(' ')

function newControl(world: World, random: Random): void {
  const parent = anyParent(world, random)
  const document = documentOf(parent)
  const kind = random.int(6)
  const make = <K extends keyof HTMLElementTagNameMap>(tag: K): HTMLElementTagNameMap[K] =>
    document.createElement(tag)
  if (kind <= 2) {
    const input = make('input')
    input.type = random.pick(TYPES)
    if (input.type === 'radio') input.name = `r${random.int(2)}`
    if (random.chance(0.4)) input.setAttribute('value', String(random.int(9)))
    if (random.chance(0.3)) input.toggleAttribute('checked')
    place(parent, input, random)
  } else if (kind === 3) {
    const area = make('textarea')
    area.append(`area${random.int(9)}`)
    place(parent, area, random)
  } else if (kind === 4) {
    const select = make('select')
    select.multiple = random.chance(0.3)
    for (let i = random.int(4) + 1; i > 0; i--) {
      const option = make('option')
      option.append(`o${i}`)
      if (random.chance(0.3)) option.toggleAttribute('selected')
      select.append(option)
    }
    place(parent, select, random)
  } else {
    const form = make('form')
    form.append(make('input'), make('textarea'))
    place(parent, form, random)
  }
}

function typeInto(world: World, random: Random): void {
  const field = anyOf<HTMLInputElement>(world, random, 'input:not([type=file]),textarea')
  if (!field) return
  const value = random.pick([
    '',
    `typed${random.int(99)}`,
    '7',
    'line\nbreak',
    '2024-02-03',
    '#123456',
    'ä€😀',
  ])
  if (random.chance(0.2)) field.defaultValue = value
  else field.value = value
  if (random.chance(0.3)) field.dispatchEvent(new Event('input', { bubbles: true }))
}

function check(world: World, random: Random): void {
  const box = anyOf<HTMLInputElement>(world, random, 'input[type=checkbox],input[type=radio]')
  if (!box) return
  const way = random.int(5)
  if (way <= 1) box.checked = !box.checked
  else if (way === 2) box.indeterminate = !box.indeterminate
  else if (way === 3) box.click()
  else box.toggleAttribute('checked')
}

function choose(world: World, random: Random): void {
  const select = anyOf<HTMLSelectElement>(world, random, 'select')
  if (!select) return
  const way = random.int(5)
  const option = select.options[random.int(select.options.length)]
  if (way === 0) select.selectedIndex = random.int(select.options.length + 1) - 1
  else if (way === 1 && option) option.selected = !option.selected
  else if (way === 2) option?.remove()
  else if (way === 3) {
    const more = documentOf(select).createElement('option')
    more.append(`n${random.int(99)}`)
    place(select, more, random)
  } else if (option) select.value = option.value
}

function changeControl(world: World, random: Random): void {
  const field = anyOf<HTMLInputElement>(world, random, 'input')
  if (!field || !isMaskSeen(world, field)) return
  const way = random.int(4)
  if (way === 0) field.type = random.pick(TYPES)
  else if (way === 1) field.setAttribute('value', `d${random.int(9)}`)
  else if (way === 2) field.toggleAttribute('disabled')
  else field.setAttribute('max', String(random.int(9)))
}

function reset(world: World, random: Random): void {
  anyOf<HTMLFormElement>(world, random, 'form')?.reset()
}

function scroller(world: World, random: Random): void {
  const parent = anyParent(world, random)
  const box = documentOf(parent).createElement('div')
  box.className = 'scroller'
  box.style.cssText = 'overflow: auto; width: 100px; height: 50px'
  const inside = documentOf(parent).createElement('div')
  inside.style.cssText = 'width: 500px; height: 700px'
  box.append(inside)
  place(parent, box, random)
}

function scroll(world: World, random: Random): void {
  const box = anyOf(world, random, '.scroller')
  box?.scrollTo(random.int(300), random.int(500))
  if (random.chance(0.1)) world.window.scrollTo(0, random.int(200))
  world.isFrameDue = true
}

function dialog(world: World, random: Random): void {
  const known = anyOf<HTMLDialogElement>(world, random, 'dialog')
  world.isFrameDue = true
  try {
    if (!known || random.chance(0.3)) {
      const parent = anyParent(world, random)
      const made = documentOf(parent).createElement('dialog')
      made.append('dialog')
      place(parent, made, random)
    } else if (known.open) known.close()
    else if (random.chance(0.6)) known.showModal()
    else known.show()
  } catch {
    // Not where it can be shown.
  }
}

function popover(world: World, random: Random): void {
  const known = anyOf<HTMLElement>(world, random, '[popover]')
  world.isFrameDue = true
  try {
    if (!known || random.chance(0.3)) {
      const parent = anyParent(world, random)
      const made = documentOf(parent).createElement('div')
      made.popover = random.pick(['auto', 'manual'])
      made.append('popover')
      place(parent, made, random)
    } else known.togglePopover()
  } catch {
    // Not where it can be shown.
  }
}

function details(world: World, random: Random): void {
  const known = anyOf<HTMLDetailsElement>(world, random, 'details')
  if (!known || random.chance(0.3)) {
    const parent = anyParent(world, random)
    const made = documentOf(parent).createElement('details')
    made.append(documentOf(parent).createElement('summary'), 'hidden or not')
    place(parent, made, random)
  } else known.open = !known.open
}

function title(world: World, random: Random): void {
  world.window.document.title = `title ${random.int(9)}`
  if (random.chance(0.2)) documentOf(anyElement(world, random)).title = 'inner'
}

export const stateOperations: readonly Operation[] = [
  { name: 'newControl', weight: 6, run: newControl },
  { name: 'typeInto', weight: 8, run: typeInto },
  { name: 'check', weight: 5, run: check },
  { name: 'choose', weight: 5, run: choose },
  { name: 'changeControl', weight: 4, run: changeControl },
  { name: 'reset', weight: 1, run: reset },
  { name: 'scroller', weight: 1.5, run: scroller },
  { name: 'scroll', weight: 1.5, run: scroll },
  { name: 'dialog', weight: 2, run: dialog },
  { name: 'popover', weight: 2, run: popover },
  { name: 'details', weight: 2, run: details },
  { name: 'title', weight: 0.5, run: title },
]
