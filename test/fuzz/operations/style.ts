import type { Random } from '../random.ts'
import { anyElement, anyOf, anyParent, documentOf, type Operation, place, type World } from './world.ts'

const RULES = [
  '.c1 { color: red }',
  '.c2 > b { margin: 1px }',
  '@media (min-width: 10px) { .c3 { top: 1px } }',
  '@layer base { p { left: 0px } }',
  'p { & b { color: blue } }',
  '@keyframes k { from { top: 0px } to { top: 9px } }',
  '@supports (display: grid) { ul { display: grid } }',
  '.q::before { content: "}" }',
  ':root { --a: 1px }',
]

function newStyle(world: World, random: Random): void {
  const parent = anyParent(world, random)
  const style = documentOf(parent).createElement('style')
  if (random.chance(0.7)) style.textContent = sheetText(random)
  place(parent, style, random)
}

function sheetText(random: Random): string {
  return Array.from({ length: random.int(4) }, () => random.pick(RULES)).join('\n')
}

function anySheet(world: World, random: Random): CSSStyleSheet | null {
  const style = anyOf<HTMLStyleElement>(world, random, 'style')
  const constructed = world.sheets.length > 0 ? random.pick(world.sheets) : null
  return random.chance(0.5) ? (style?.sheet ?? constructed) : (constructed ?? style?.sheet ?? null)
}

function changeRules(world: World, random: Random): void {
  const sheet = anySheet(world, random)
  if (!sheet) return
  const { length } = sheet.cssRules
  const rule = sheet.cssRules[random.int(length)] as (CSSStyleRule & Partial<CSSGroupingRule>) | undefined
  try {
    switch (random.int(9)) {
      case 0:
      case 1:
      case 2:
        return void sheet.insertRule(random.pick(RULES), random.int(length + 1))
      case 3:
        return length > 0 ? sheet.deleteRule(random.int(length)) : undefined
      case 4:
        return rule?.style?.setProperty('top', `${random.int(99)}px`)
      case 5:
        if (rule && 'selectorText' in rule) rule.selectorText = `.s${random.int(9)}`
        return
      case 6:
        return void (rule as CSSMediaRule | undefined)?.insertRule?.(`.n${random.int(9)} { left: 1px }`, 0)
      case 7:
        if (rule?.style) rule.style.cssText = `right: ${random.int(9)}px`
        return
      default:
        sheet.disabled = !sheet.disabled
    }
  } catch {
    // Rules that may not stand there.
  }
}

function changeStyle(world: World, random: Random): void {
  const style = anyOf<HTMLStyleElement>(world, random, 'style')
  if (!style) return
  const way = random.int(5)
  if (way === 0) style.textContent = sheetText(random)
  else if (way === 1) style.append('.appended { top: 0px }')
  else if (way === 2 && style.firstChild?.nodeType === 3) (style.firstChild as Text).data = sheetText(random)
  else if (way === 3) style.setAttribute('media', random.pick(['print', 'all', 'screen']))
  else place(anyParent(world, random), style, random)
}

function constructed(world: World, random: Random): void {
  const { window } = world
  if (world.sheets.length >= 6) return
  const sheet = new window.CSSStyleSheet()
  sheet.replaceSync(sheetText(random))
  world.sheets.push(sheet)
}

function replaceSheet(world: World, random: Random): void {
  if (world.sheets.length > 0) random.pick(world.sheets).replaceSync(sheetText(random))
}

function adopt(world: World, random: Random): void {
  const root = anyElement(world, random).getRootNode() as Document | ShadowRoot
  // Sheets are of one document: a frame's cannot adopt them.
  if (world.sheets.length === 0 || documentOf(root) !== world.window.document) return
  const sheet = random.pick(world.sheets)
  const list = root.adoptedStyleSheets
  if (!list) return
  switch (random.int(5)) {
    case 0:
      list.push(sheet)
      return
    case 1:
      list.splice(random.int(list.length + 1), random.int(2))
      return
    case 2:
      root.adoptedStyleSheets = [sheet, ...list].slice(0, 4)
      return
    case 3:
      list.length = 0
      return
    default:
      if (list.length > 0) list[random.int(list.length)] = sheet
  }
}

export const styleOperations: readonly Operation[] = [
  { name: 'newStyle', weight: 3, run: newStyle },
  { name: 'changeRules', weight: 8, run: changeRules },
  { name: 'changeStyle', weight: 4, run: changeStyle },
  { name: 'constructed', weight: 2, run: constructed },
  { name: 'replaceSheet', weight: 1, run: replaceSheet },
  { name: 'adopt', weight: 4, run: adopt },
]
