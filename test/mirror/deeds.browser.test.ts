import 'zone.js'
import '@angular/compiler'
import { Component, provideZoneChangeDetection } from '@angular/core'
import { bootstrapApplication } from '@angular/platform-browser'
import { createElement, useState } from 'react'
import { createRoot } from 'react-dom/client'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { userEvent } from 'vitest/browser'
import { createApp, h, reactive } from 'vue'
import { type Clock, createClock } from '../../src/base/clock.ts'
import type { Action, Refusal } from '../../src/protocol/actions.ts'
import type { ControlSettings } from '../../src/protocol/control-settings.ts'
import { pinNatives } from '../../src/visitor/capture/natives.ts'
import { createMaskMemory } from '../../src/visitor/privacy/mask-memory.ts'
import { createPrivacy } from '../../src/visitor/privacy/privacy.ts'
import { createDeeds } from '../../src/visitor/remote/deeds.ts'
import { createPermit } from '../../src/visitor/remote/permit.ts'
import { trackVisitor } from '../../src/visitor/remote/visitor-first.ts'

/* What an agent with control does to a page (RC-5 to RC-10), in a real browser, with masks as in a session. */

const natives = pinNatives(window)
/** Stands still but where a test moves it. */
let nowMs = 0
const clock: Clock = { ...createClock(window, () => 0), now: () => nowMs }
let root: HTMLElement
let stops: (() => void)[] = []

beforeEach(() => {
  root = document.createElement('div')
  document.body.append(root)
})
afterEach(() => {
  root.remove()
  for (const stop of stops) stop()
  stops = []
})

type Options = Partial<ControlSettings> & { masks?: string[]; submitted?: () => Promise<Refusal | null> }

function hands(options: Options = {}) {
  const { masks = [], submitted = async () => null, ...control } = options
  const rules = {
    mode: 'listed',
    selectors: masks,
    unmaskSelectors: [],
    urlDetail: 'path',
    title: 'show',
    closed: null,
  } as const
  const privacy = createPrivacy(window, rules, createMaskMemory(), natives)
  const settings: ControlSettings = {
    scope: 'page',
    submit: 'ask',
    requestTimeoutMs: 60_000,
    allowedSelectors: [],
    blockedSelectors: [],
    ...control,
  }
  const first = trackVisitor(window, clock, natives)
  stops.push(first.stop)
  const permit = createPermit(natives, settings, () => privacy)
  const deeds = createDeeds({ window, natives, permit, first, trusted: [], maySubmit: submitted })
  const all: Element[] = []
  const id = (element: Element): number => all.push(element)
  /** `done`, or why not. */
  const run = async (act: Action): Promise<string> => {
    const deed = await deeds(act, (node) => all[node - 1] ?? null)
    return 'why' in deed ? deed.why : 'done'
  }
  return {
    run,
    click: (element: Element, x = 3, y = 3, count = 1) =>
      run({ type: 'click', at: { node: id(element), x, y }, count }),
    type: (element: Element, text: string) => run({ type: 'text', node: id(element), text }),
    key: (element: Element, key: Extract<Action, { type: 'key' }>['key'], isShift = false) =>
      run({ type: 'key', node: id(element), key, isShift }),
    all: (element: Element) => run({ type: 'select-all', node: id(element) }),
    choose: (element: Element, ...chosen: number[]) => run({ type: 'choose', node: id(element), chosen }),
    set: (element: Element, value: string) => run({ type: 'set', node: id(element), value }),
    scroll: (element: Element, dy: number) =>
      run({ type: 'scroll', at: { node: id(element), x: 3, y: 3 }, dx: 0, dy }),
  }
}

/** Builds without a parser's help: the page's markup is the test's own. */
function put(markup: string): void {
  root.append(document.createRange().createContextualFragment(markup))
}

function get<E extends Element = HTMLInputElement>(selector: string): E {
  const element = root.querySelector<E>(selector)
  if (!element) throw new Error(`no ${selector}`)
  return element
}

/** Names of the events that an element gets. */
function listenTo(element: Element, ...types: string[]): string[] {
  const heard: string[] = []
  for (const type of types) element.addEventListener(type, () => heard.push(type))
  return heard
}

describe('RC-10 native controls', () => {
  test('RC-10: a click comes with all that a press brings, and focuses', async () => {
    put('<button id="b">Press</button>')
    const heard = listenTo(
      get('#b'),
      'pointerover',
      'pointerdown',
      'mousedown',
      'focus',
      'pointerup',
      'mouseup',
      'click',
    )
    expect(await hands().click(get('#b'))).toBe('done')
    expect(heard).toEqual([
      'pointerover',
      'pointerdown',
      'mousedown',
      'focus',
      'pointerup',
      'mouseup',
      'click',
    ])
    const twice = listenTo(get('#b'), 'dblclick')
    await hands().click(get('#b'), 3, 3, 2)
    expect(twice).toEqual(['dblclick'])
  })

  test('RC-10: text goes in at the caret, with keys and input events; deleting and moving too', async () => {
    put('<input id="i" value="Hello"><textarea id="t"></textarea>')
    const { type, key, all } = hands()
    const heard = listenTo(get('#i'), 'keydown', 'beforeinput', 'input', 'keyup')
    expect(await type(get('#i'), '!')).toBe('done')
    expect(heard.filter((name, i) => heard.indexOf(name) === i)).toEqual([
      'keydown',
      'beforeinput',
      'input',
      'keyup',
    ])
    await all(get('#i'))
    await type(get('#i'), 'Grüße 你好')
    expect(get('#i').value).toBe('Grüße 你好')
    await key(get('#i'), 'Backspace')
    await key(get('#i'), 'Home')
    await key(get('#i'), 'Delete')
    expect(get('#i').value).toBe('rüße 你')
    await type(get('#t'), 'one')
    await key(get('#t'), 'Enter')
    await type(get('#t'), 'two')
    expect(get<HTMLTextAreaElement>('#t').value).toBe('one\ntwo')
  })

  test('RC-10: a field that loses the focus after typing tells that it has changed', async () => {
    put('<input id="i"><input id="j">')
    const heard = listenTo(get('#i'), 'change')
    const { type, key } = hands()
    await type(get('#i'), 'x')
    await key(get('#i'), 'Tab')
    expect(document.activeElement).toBe(get('#j'))
    expect(heard).toEqual(['change'])
  })

  test('RC-10: check boxes, radios, sliders, numbers', async () => {
    put(
      '<input id="c" type="checkbox"><input id="r1" type="radio" name="r" checked><input id="r2" type="radio" name="r"><input id="s" type="range" min="0" max="10" style="width:200px"><input id="n" type="number" value="4">',
    )
    const { click, key, type, all } = hands()
    await click(get('#c'))
    expect(get('#c').checked).toBe(true)
    await key(get('#c'), ' ')
    expect(get('#c').checked).toBe(false)
    await key(get('#r1'), 'ArrowDown')
    expect(get('#r2').checked).toBe(true)
    const heard = listenTo(get('#s'), 'input', 'change')
    await click(get('#s'), 180, 5)
    expect([get('#s').value, heard]).toEqual(['9', ['input', 'change']])
    await key(get('#s'), 'ArrowLeft')
    expect(get('#s').value).toBe('8')
    await key(get('#n'), 'ArrowUp')
    expect(get('#n').value).toBe('5')
    await all(get('#n'))
    await type(get('#n'), '12')
    expect(get('#n').value).toBe('12')
  })

  test('RC-10: selects by choice, key and letter; lists; dates, times and colors', async () => {
    put(
      '<select id="s"><option>Apple<option disabled>Banana<option>Cherry</select><select id="m" multiple size="3"><option>One<option>Two<option>Three</select><input id="d" type="date"><input id="t" type="time"><input id="c" type="color">',
    )
    const { choose, key, type, set, click } = hands()
    const heard = listenTo(get('#s'), 'input', 'change')
    await choose(get('#s'), 2)
    expect([get<HTMLSelectElement>('#s').value, heard]).toEqual(['Cherry', ['input', 'change']])
    await choose(get('#s'), 1)
    expect(get<HTMLSelectElement>('#s').value).toBe('Cherry')
    await key(get('#s'), 'ArrowUp')
    expect(get<HTMLSelectElement>('#s').value).toBe('Apple')
    await type(get('#s'), 'c')
    expect(get<HTMLSelectElement>('#s').value).toBe('Cherry')
    const chosen = () => [...get<HTMLSelectElement>('#m').selectedOptions].map(({ text }) => text)
    await choose(get('#m'), 0, 2)
    expect(chosen()).toEqual(['One', 'Three'])
    await click(get('#m option:nth-child(2)'))
    expect(chosen()).toEqual(['One', 'Two', 'Three'])
    await set(get('#d'), '2026-11-30')
    await set(get('#t'), '10:45')
    await set(get('#c'), '#00ff00')
    expect([get('#d').value, get('#t').value, get('#c').value]).toEqual(['2026-11-30', '10:45', '#00ff00'])
  })

  test('RC-10: contenteditable, custom listboxes, SVG, shadow roots, frames of this origin', async () => {
    put(
      '<div id="e" contenteditable="true">ab</div><div id="l" role="listbox" tabindex="0"><div role="option">One</div><div id="two" role="option">Two</div></div><svg id="svg" width="50" height="50"><circle cx="25" cy="25" r="20"/></svg><div id="host" style="width:80px;height:30px"></div><iframe id="f" srcdoc="<input id=\'inner\'>" style="width:200px;height:80px"></iframe>',
    )
    const { click, type, key } = hands()
    await click(get('#e'))
    await key(get('#e'), 'End')
    await type(get('#e'), 'c')
    expect(get('#e').textContent).toBe('abc')
    const picked = listenTo(get('#l'), 'mousedown', 'click', 'keydown')
    await click(get('#two'))
    await key(get('#l'), 'ArrowDown')
    expect(picked).toEqual(['mousedown', 'click', 'keydown'])
    const drawn = listenTo(get('circle'), 'click')
    await click(get('circle'), 20, 20)
    expect(drawn).toEqual(['click'])
    const shadow = get('#host').attachShadow({ mode: 'closed' })
    const button = document.createElement('button')
    shadow.append(button)
    const inShadow = listenTo(button, 'click')
    expect(await click(button)).toBe('done')
    expect(inShadow).toEqual(['click'])
    const frame = get<HTMLIFrameElement>('#f')
    await expect.poll(() => frame.contentDocument?.querySelector('#inner')).toBeTruthy()
    expect(await click(frame, 20, 20)).toBe('done')
    expect(await type(frame, 'in')).toBe('done')
    expect(frame.contentDocument?.querySelector<HTMLInputElement>('#inner')?.value).toBe('in')
  })

  test('RC-10: scrolls what can scroll there, else the page', async () => {
    put('<div id="s" style="height:60px;overflow:auto"><div style="height:300px"><b id="x">x</b></div></div>')
    const { scroll } = hands()
    await scroll(get('#x'), 40)
    expect(get('#s').scrollTop).toBe(40)
  })
})

describe('RC-10 frameworks', () => {
  test('RC-10: controlled inputs of React, Vue and Angular take what is typed and chosen', async () => {
    const { type, choose, click, all } = hands()
    const react = document.createElement('div')
    const vue = document.createElement('div')
    const angular = document.createElement('ng-app')
    root.append(react, vue, angular)

    function ReactForm() {
      const [state, set] = useState({ text: '', pick: 'a', on: false })
      return createElement(
        'form',
        null,
        createElement('input', {
          value: state.text,
          onChange: (event: { target: HTMLInputElement }) =>
            set({ ...state, text: event.target.value.toUpperCase() }),
        }),
        createElement(
          'select',
          {
            value: state.pick,
            onChange: (event: { target: HTMLSelectElement }) => set({ ...state, pick: event.target.value }),
          },
          createElement('option', { value: 'a' }, 'A'),
          createElement('option', { value: 'b' }, 'B'),
        ),
        createElement('input', {
          type: 'checkbox',
          checked: state.on,
          onChange: (event: { target: HTMLInputElement }) => set({ ...state, on: event.target.checked }),
        }),
        createElement('output', null, JSON.stringify(state)),
      )
    }
    createRoot(react).render(createElement(ReactForm))
    await expect.poll(() => react.querySelector('output')).toBeTruthy()

    const state = reactive({ text: '', pick: 'a' })
    createApp({
      render: () => [
        h('input', {
          value: state.text,
          onInput: (event: Event) => {
            state.text = (event.target as HTMLInputElement).value
          },
        }),
        h(
          'select',
          {
            value: state.pick,
            onChange: (event: Event) => {
              state.pick = (event.target as HTMLSelectElement).value
            },
          },
          [h('option', { value: 'a' }, 'A'), h('option', { value: 'b' }, 'B')],
        ),
      ],
    }).mount(vue)

    class NgApp {
      text = ''
      set(event: Event) {
        this.text = (event.target as HTMLInputElement).value
      }
    }
    const NgForm = Component({
      selector: 'ng-app',
      template: '<input [value]="text" (input)="set($event)"><output>{{ text }}</output>',
    })(NgApp) as typeof NgApp
    await bootstrapApplication(NgForm ?? NgApp, { providers: [provideZoneChangeDetection()] })

    const within = <E extends Element>(parent: Element, selector: string) =>
      parent.querySelector<E>(selector) as E
    await type(within(react, 'input'), 'abc')
    await choose(within(react, 'select'), 1)
    await click(within(react, 'input[type=checkbox]'))
    await expect
      .poll(() => within(react, 'output').textContent)
      .toBe(JSON.stringify({ text: 'ABC', pick: 'b', on: true }))
    // React puts back what its state does not hold: it must have heard all of it.
    await all(within(react, 'input'))
    await type(within(react, 'input'), 'z')
    await expect.poll(() => within<HTMLInputElement>(react, 'input').value).toBe('Z')
    await type(within(vue, 'input'), 'def')
    await choose(within(vue, 'select'), 1)
    expect({ ...state }).toEqual({ text: 'def', pick: 'b' })
    await type(within(angular, 'input'), 'ghi')
    await expect.poll(() => within(angular, 'output').textContent).toBe('ghi')
  })
})

test('RC-5: the visitor goes first: where they have just typed or pressed, an agent waits, and not elsewhere', async () => {
  put('<input id="i"><button id="b">x</button><div style="height:20px"></div><button id="c">x</button>')
  const { type, click } = hands()
  await userEvent.type(get('#i'), 'mine')
  expect(await type(get('#i'), 'x')).toBe('visitor-first')
  expect(await click(get('#i'))).toBe('visitor-first')
  expect(await click(get('#c'))).toBe('done')
  nowMs += 500
  expect(await type(get('#i'), 'y')).toBe('done')
  expect(get('#i').value).toBe('miney')
  await userEvent.click(get('#b'))
  expect([await click(get('#b')), await click(get('#c'))]).toEqual(['visitor-first', 'done'])
  // Our own hands are no visitor's.
  nowMs += 500
  expect([await click(get('#b')), await type(get('#i'), 'a'), await type(get('#i'), 'b')]).toEqual([
    'done',
    'done',
    'done',
  ])
})

describe('RC-6 never', () => {
  test('SA-24, MK-27, RC-6: nothing into masked, password, file or disabled controls, by click, key, label or value', async () => {
    put(
      '<input id="m" class="secret" value="x"><div class="sidelong-mask"><input id="in" type="checkbox"></div><input id="p" type="password"><input id="cc" autocomplete="cc-number"><input id="f" type="file"><fieldset disabled><input id="d"></fieldset><label id="l" for="mc">Label</label><input id="mc" type="checkbox" class="secret"><select id="s" class="secret"><option>a<option>b</select>',
    )
    const { type, click, choose, key, set, all } = hands({ masks: ['.secret'] })
    const before = [...root.querySelectorAll('input, select')].map((one) => (one as HTMLInputElement).value)
    for (const id of ['m', 'in', 'p', 'cc', 's', 'mc']) {
      const field = get(`#${id}`)
      expect([id, await type(field, 'x'), await click(field), await key(field, ' ')]).toEqual([
        id,
        ...Array(3).fill('hidden'),
      ])
      expect(await all(get(`#${id}`))).toBe('hidden')
    }
    expect(await click(get('#l'))).toBe('hidden')
    expect(await choose(get('#s'), 1)).toBe('hidden')
    expect(await set(get('#m'), '1')).toBe('hidden')
    expect(await click(get('#f'))).toBe('forbidden')
    expect(await type(get('#d'), 'x')).toBe('forbidden')
    expect([...root.querySelectorAll('input, select')].map((one) => (one as HTMLInputElement).value)).toEqual(
      before,
    )
    expect(get('#in').checked || get('#mc').checked).toBe(false)
  })

  test('SA-24: the focus does not lead into a masked field, and a handler that moves it there gets nothing', async () => {
    put('<input id="a"><input id="p" type="password"><input id="b">')
    const { type, key } = hands()
    await key(get('#a'), 'Tab')
    expect(document.activeElement).toBe(get('#b'))
    get('#a').addEventListener('input', () => get('#p').focus())
    await type(get('#a'), 'xyz')
    expect([get('#a').value, get('#p').value]).toEqual(['x', ''])
    get('#p').focus()
    expect(await type(root, 'more')).toBe('hidden')
    expect(get('#p').value).toBe('')
  })

  test('RC-6, RC-7: marks and settings say where; what is broken forbids', async () => {
    put(
      '<div data-sidelong-no-control><button id="no">x</button></div><button id="block" class="block">x</button><div class="glance_controllable"><button id="yes">x</button></div><button id="own" class="own">x</button>',
    )
    const page = hands({ blockedSelectors: ['.block'] })
    expect(await page.click(get('#no'))).toBe('forbidden')
    expect(await page.click(get('#block'))).toBe('forbidden')
    expect(await page.click(get('#own'))).toBe('done')
    const marked = hands({ scope: 'marked', allowedSelectors: ['.own'], blockedSelectors: ['.block'] })
    expect(await marked.click(get('#yes'))).toBe('done')
    expect(await marked.click(get('#own'))).toBe('done')
    expect(await marked.click(get('#block'))).toBe('forbidden')
    expect(await hands({ blockedSelectors: ['!!'] }).click(get('#own'))).toBe('forbidden')
  })

  test('RC-6, RC-9, T6: no javascript:, data:, new windows, downloads or other sites', async () => {
    put(
      '<a id="js" href="javascript:window.ran=1">x</a><a id="data" href="data:text/html,x">x</a><a id="blank" href="/a" target="_blank">x</a><a id="down" href="/a" download>x</a><a id="far" href="https://evil.test/">x</a><a id="mail" href="mailto:a@b.test">x</a><svg width="40" height="20"><a id="svg" href="javascript:window.ran=1"><rect width="40" height="20"/></a></svg><button id="open">x</button><form id="form" action="javascript:window.ran=1"><button id="send">x</button></form>',
    )
    const { click, run } = hands()
    for (const id of ['js', 'data', 'blank', 'down', 'far', 'mail', 'send'])
      expect([id, await click(get(`#${id}`))]).toEqual([id, 'address'])
    expect(await click(get('#svg rect'))).toBe('address')
    let opened: unknown = 'not pressed'
    get('#open').addEventListener('click', () => {
      opened = window.open('/x')
    })
    const { open } = window
    await click(get('#open'))
    expect([opened, window.open]).toEqual([null, open])
    for (const url of [
      'javascript:window.ran=1',
      'data:text/html,x',
      'https://evil.test/',
      'file:///etc/passwd',
      'http://',
      `//${location.host.replace(/:.*/, '')}:1/`,
      `${location.protocol}//user:pw@${location.host}/`,
    ])
      expect([url, await run({ type: 'open', url })]).toEqual([url, 'address'])
    expect('ran' in window).toBe(false)
  })

  test('RC-8: a form is sent only as the visitor, or the setting, says', async () => {
    put('<form id="f"><input id="i"><button id="s">Send</button></form>')
    const sent = listenTo(get('#f'), 'submit')
    get('#f').addEventListener('submit', (event) => event.preventDefault())
    const refusing = hands({ submitted: async () => 'declined' })
    expect(await refusing.click(get('#s'))).toBe('declined')
    expect(await refusing.key(get('#i'), 'Enter')).toBe('declined')
    expect(sent).toEqual([])
    const allowing = hands()
    await allowing.click(get('#s'))
    await allowing.key(get('#i'), 'Enter')
    expect(sent).toEqual(['submit', 'submit'])
  })

  test('RC-6: a button that leads its form to script is not pressed', async () => {
    put(
      '<form id="f"><input id="i"><button id="s" formaction="javascript:void (window.ran = 1)">Send</button></form>',
    )
    const sent = listenTo(get('#f'), 'submit')
    expect(await hands().click(get('#s'))).toBe('address')
    expect(await hands().key(get('#i'), 'Enter')).toBe('address')
    expect(sent).toEqual([])
  })

  test('RC-6: something else on top, or an element that is gone, is not pressed', async () => {
    put(
      '<div style="position:relative"><button id="b" style="width:100px;height:30px">x</button><div style="position:absolute;inset:0"></div></div>',
    )
    const heard = listenTo(get('#b'), 'click')
    expect(await hands().click(get('#b'))).toBe('gone')
    expect(heard).toEqual([])
  })
})
