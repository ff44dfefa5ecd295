import axe from 'axe-core'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { userEvent } from 'vitest/browser'
import { createClock } from '../../base/clock.ts'
import type { Participant } from '../../protocol/participants.ts'
import { settingsFor } from '../testing/settings.ts'
import type { SessionView } from './session-view.ts'
import { askTerms, type TermsQuestion } from './terms.ts'
import { createUi, type Ui } from './ui.ts'

const VIEW: SessionView = {
  state: 'waiting',
  isPaused: false,
  people: [],
  code: '1234567',
  validUntilMs: Date.now() + 60_000,
  agentNames: 'full',
}
const ANNA: Participant = {
  id: 'CCCCCCCCCCCCCCCCCCCCCA' as Participant['id'],
  kind: 'agent',
  name: 'Anna Smith',
  role: 'Advisor',
  joinedAt: '',
  privileges: [],
}

let ui: Ui
let log: string[]
let root: ShadowRoot
const attachShadow = Element.prototype.attachShadow

beforeEach(() => {
  log = []
  // The only way in: the root is closed.
  Element.prototype.attachShadow = function (init) {
    root = attachShadow.call(this, init)
    return root
  }
  ui = createUi(
    window,
    createClock(window, () => Date.now()),
    {
      onStart: () => log.push('start'),
      onPause: (isPaused) => log.push(`pause ${isPaused}`),
      onEnd: () => log.push('end'),
      onHidden: () => log.push('hidden'),
    },
  )
  ui.setStyle(settingsFor().ui)
})
afterEach(() => {
  ui.stop()
  Element.prototype.attachShadow = attachShadow
  document.body.replaceChildren()
  for (const style of document.head.querySelectorAll('style.hostile')) style.remove()
})

const host = () => document.querySelector('sidelong-ui') as HTMLElement | null
const buttonNamed = (name: string) =>
  [...root.querySelectorAll('button')].find((button) => button.textContent === name) as HTMLButtonElement
/** A real click, as the browser makes it for a person. */
async function press(element: HTMLElement): Promise<void> {
  element.focus()
  await userEvent.keyboard('{Enter}')
}
const open = (question: TermsQuestion) => ui.ask((root, make, texts) => askTerms(root, make, texts, question))
const ask = () => open({ groupName: 'Example Bank', termsUrl: 'https://a.example/t', extraUrl: null })

describe('UI-1 one element', () => {
  test('closed, last in <html>, in the top layer; gone when there is nothing to show', () => {
    expect(host()).toBeNull()
    ui.showButton(true)
    expect(host()?.shadowRoot).toBeNull()
    expect(document.documentElement.lastElementChild).toBe(host())
    expect(host()?.matches(':popover-open')).toBe(true)
    ui.showButton(false)
    expect(host()).toBeNull()
  })

  test('the page’s layout and the page’s style: neither touches the other', () => {
    const style = Object.assign(document.createElement('style'), { className: 'hostile' })
    style.textContent = `html > * { display: none !important; opacity: 0 !important; transform: scale(0) !important }
      sidelong-ui { display: none !important; visibility: hidden !important; position: static !important; z-index: -1 !important }`
    const before = document.documentElement.scrollHeight
    ui.render(VIEW)
    document.head.append(style)
    const { width, height } = (root.querySelector('.dock') as Element).getBoundingClientRect()
    expect(width).toBeGreaterThan(100)
    expect(height).toBeGreaterThan(30)
    const { display, opacity, visibility, position, transform } = getComputedStyle(host() as Element)
    expect({ display, opacity, visibility, position, transform }).toEqual({
      display: 'block',
      opacity: '1',
      visibility: 'visible',
      position: 'fixed',
      transform: 'none',
    })
    style.remove()
    expect(document.documentElement.scrollHeight).toBe(before)
  })

  test('clicks by script are ignored, those of a person count', async () => {
    ui.showButton(true)
    const start = buttonNamed('Live help')
    start.click()
    start.dispatchEvent(new MouseEvent('click', { bubbles: true }))
    expect(log).toEqual([])
    await press(start)
    expect(log).toEqual(['start'])
  })

  test('above a dialog that the page opens later', async () => {
    ui.render(VIEW)
    const dialog = document.createElement('dialog')
    dialog.style.cssText = 'position:fixed;inset:0;width:100vw;height:100vh;max-width:none;max-height:none'
    document.body.append(dialog)
    dialog.showModal()
    await expect
      .poll(() => {
        const { left, top, width } = (root.querySelector('.dock') as Element).getBoundingClientRect()
        return document.elementsFromPoint(left + width / 2, top + 5)[0]?.localName
      })
      .not.toBe('body')
    expect(host()?.matches(':popover-open')).toBe(true)
    // A modal dialog makes everything outside of it inert: End has to work all the same (UI-7).
    await press(buttonNamed('End'))
    expect(log).toEqual(['end'])
    dialog.close()
    await expect.poll(() => host()?.parentNode).toBe(document.documentElement)
    expect(host()?.matches(':popover-open')).toBe(true)
  })

  test('comes back when the page throws it out', async () => {
    ui.render(VIEW)
    host()?.remove()
    await expect.poll(() => host()?.matches(':popover-open')).toBe(true)
  })
})

describe('UI-3 the terms', () => {
  test('names who will see the page and links the terms', () => {
    const terms = ask()
    expect(root.querySelector('dialog')?.textContent).toContain('Example Bank')
    expect(root.querySelector('a')?.href).toBe('https://a.example/t')
    terms.close()
  })

  test('accept and decline look alike and none has focus', () => {
    const terms = ask()
    const [decline, accept] = [buttonNamed('Decline'), buttonNamed('Accept')]
    const look = (button: Element) => {
      const { backgroundColor, color, borderColor, fontWeight, height, width } = getComputedStyle(button)
      return { backgroundColor, color, borderColor, fontWeight, height, width }
    }
    expect(look(decline)).toEqual(look(accept))
    expect(root.activeElement?.localName).toBe('h2')
    terms.close()
  })

  test('Esc declines, and focus returns to where it was', async () => {
    const field = document.createElement('input')
    document.body.append(field)
    field.focus()
    const { answer } = ask()
    await userEvent.keyboard('{Escape}')
    expect(await answer).toBe(false)
    expect(document.activeElement).toBe(field)
    expect(host()).toBeNull()
  })

  test.each([
    ['Accept', true],
    ['Decline', false],
  ])('%s', async (name, outcome) => {
    const { answer } = ask()
    buttonNamed(name).click()
    expect(root.querySelector('dialog')).not.toBeNull()
    await press(buttonNamed(name))
    expect(await answer).toBe(outcome)
    expect(root.querySelector('dialog')).toBeNull()
  })

  test('a link that is no web address is left out', () => {
    const terms = open({ groupName: 'x', termsUrl: 'javascript:alert(1)', extraUrl: null })
    expect(root.querySelector('a')).toBeNull()
    terms.close()
  })
})

describe('the dock', () => {
  test('UI-4 the code in groups of three, read digit by digit', () => {
    ui.render(VIEW)
    const code = root.querySelector('b')
    expect(code?.textContent).toBe('123 456 7')
    expect(code?.getAttribute('aria-label')).toBe('1 2 3 4 5 6 7')
    ui.render({ ...VIEW, code: null })
    expect(root.querySelector('.code')?.checkVisibility()).toBe(false)
    expect(root.querySelector('.row')?.textContent).toContain('Waiting')
  })

  test('UI-5 names who can see the page, with a frame around it; no frame while paused', () => {
    const frame = () => root.querySelector('.frame')?.checkVisibility()
    ui.render(VIEW)
    expect(frame()).toBe(false)
    ui.render({ ...VIEW, state: 'active', people: [ANNA] })
    expect(root.querySelector('.row')?.textContent).toContain('Anna Smith can see this page')
    expect(frame()).toBe(true)
    ui.render({ ...VIEW, state: 'active', people: [ANNA], isPaused: true })
    expect(frame()).toBe(false)
  })

  test.each([
    ['full', 'Anna Smith'],
    ['first', 'Anna'],
    ['role', 'Advisor'],
  ] as const)('UI-5 agent names: %s', (agentNames, name) => {
    ui.render({ ...VIEW, state: 'active', people: [ANNA], agentNames })
    expect(root.querySelector('.row')?.textContent).toContain(`${name} can see`)
  })

  test('UI-7 end is one press away; pause and resume', async () => {
    ui.render(VIEW)
    await press(buttonNamed('End'))
    await press(buttonNamed('Pause'))
    ui.render({ ...VIEW, isPaused: true })
    await press(buttonNamed('Resume'))
    expect(log).toEqual(['end', 'pause true', 'pause false'])
  })

  test('UI-5 moved with the arrow keys, not out of view', async () => {
    ui.render(VIEW)
    const dock = root.querySelector('.dock') as HTMLElement
    const before = dock.getBoundingClientRect()
    dock.focus()
    await userEvent.keyboard('{ArrowUp}{ArrowLeft}')
    const after = dock.getBoundingClientRect()
    expect(after.top).toBeLessThan(before.top - 10)
    expect(after.left).toBeGreaterThanOrEqual(4)
    for (let i = 0; i < 80; i++) await userEvent.keyboard('{ArrowRight}')
    expect(dock.getBoundingClientRect().right).toBeLessThanOrEqual(window.innerWidth)
  })

  test('is not made anew by an update', () => {
    ui.render(VIEW)
    const dock = root.querySelector('.dock')
    ui.render({ ...VIEW, state: 'active', people: [ANNA] })
    expect(root.querySelector('.dock')).toBe(dock)
  })
})

describe('UI-11 told politely', () => {
  test('what changes is announced', () => {
    const live = () => root.querySelector('[role=status]')?.textContent
    ui.render(VIEW)
    expect(live()).toBe('Waiting for an agent')
    ui.render({ ...VIEW, state: 'active', people: [ANNA] })
    expect(live()).toBe('Anna Smith can see this page')
    ui.announceLeft(ANNA, 'full')
    expect(live()).toBe('Anna Smith has left')
  })

  test('the end shows its reason', async () => {
    ui.render(VIEW)
    ui.render(null)
    ui.noticeEnd('agent-ended')
    expect(root.querySelector('.notice')?.textContent).toContain('Session ended: by the agent')
    await press(buttonNamed('OK'))
    expect(host()).toBeNull()
  })
})

describe('UI-2 the start button', () => {
  const button = () => root.querySelector('button.start') as HTMLElement
  const corner = () =>
    [...button().classList]
      .filter((name) => name.length === 1)
      .sort()
      .join('')

  test('label, color and corner by the settings, and by those of another group', () => {
    ui.setStyle({
      ...settingsFor().ui,
      buttonLabel: 'Look together',
      buttonCorner: 'top-left',
      accent: '#7a1f5a',
    })
    ui.showButton(true)
    expect([button().textContent, corner()]).toEqual(['Look together', 'lt'])
    expect(getComputedStyle(button()).backgroundColor).toBe('rgb(122, 31, 90)')
    ui.setStyle({ ...settingsFor().ui, buttonLabel: null, buttonCorner: 'bottom-right', accent: '#1f5fd0' })
    expect([button().textContent !== 'Look together', corner()]).toEqual([true, 'br'])
    expect(getComputedStyle(button()).backgroundColor).toBe('rgb(31, 95, 208)')
  })

  test('arrow keys take it from corner to corner; a press stays a press', async () => {
    ui.showButton(true)
    button().focus()
    await userEvent.keyboard('{ArrowLeft}')
    expect(corner()).toBe('bl')
    await userEvent.keyboard('{ArrowUp}')
    expect(corner()).toBe('lt')
    await userEvent.keyboard('{ArrowRight}{Enter}')
    expect([corner(), log]).toEqual(['rt', ['start']])
  })
})

describe('UI-12', () => {
  const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']
  /** axe does not see into a closed root: what stands in it, with its style, in the page. */
  async function violations(): Promise<string[]> {
    const copy = document.createElement('div')
    const open = attachShadow.call(copy, { mode: 'open' })
    open.adoptedStyleSheets = root.adoptedStyleSheets
    for (const one of root.children) open.append(one.cloneNode(true))
    for (const dialog of open.querySelectorAll('dialog')) dialog.toggleAttribute('open', true)
    document.body.append(copy)
    ;(host() as HTMLElement).hidden = true
    const result = await axe.run(copy, { runOnly: tags })
    copy.remove()
    return result.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)
  }

  test('button, session, notice and question have no fault that axe finds', async () => {
    ui.showButton(true)
    ui.render({ ...VIEW, people: [ANNA] })
    ui.noticeEnd('idle')
    expect(await violations()).toEqual([])
    ask()
    expect(await violations()).toEqual([])
  })

  test('everything that can be pressed is at least 24 px high and wide, and says by an outline that it has focus', () => {
    ui.showButton(true)
    ui.render({ ...VIEW, people: [ANNA] })
    ask()
    for (const one of root.querySelectorAll<HTMLElement>('button, a, [tabindex="0"]')) {
      const { width, height } = one.getBoundingClientRect()
      if (one.closest('[hidden]') || one.tagName === 'A') continue
      expect(Math.min(width, height), one.outerHTML).toBeGreaterThanOrEqual(24)
    }
    expect(
      root.adoptedStyleSheets.flatMap((sheet) => [...sheet.cssRules].map(({ cssText }) => cssText)).join(),
    ).toMatch(/:focus-visible \{ outline: [^;]*3px/)
  })
})

test('UI-13 texts, language and direction come with the settings', () => {
  ui.setStyle({ ...settingsFor().ui, locale: 'ar', texts: { start: 'مساعدة' } })
  ui.showButton(true)
  expect(root.querySelector('.start')?.textContent).toBe('مساعدة')
  expect(host()).toMatchObject({ lang: 'ar', dir: 'rtl' })
  ui.setStyle(settingsFor().ui)
  expect(root.querySelector('.start')?.textContent).toBe('Live help')
  expect(host()).toMatchObject({ lang: 'en', dir: 'ltr' })
})

test('UI-3 the second link is shown with a text of its own only', () => {
  const question = { groupName: 'x', termsUrl: 'https://a.example/1', extraUrl: 'https://a.example/2' }
  const links = () => {
    const terms = open(question)
    const all = Array.from(root.querySelectorAll('a'), ({ href, textContent }) => [href, textContent])
    terms.close()
    return all
  }
  expect(links()).toEqual([['https://a.example/1', 'Terms']])
  ui.setStyle({ ...settingsFor().ui, texts: { extra: 'House rules' } })
  expect(links()).toEqual([
    ['https://a.example/1', 'Terms'],
    ['https://a.example/2', 'House rules'],
  ])
})
