import { expect } from 'vitest'
import { compareLooks, lookOf } from '../support/look.ts'
import { type Scenario, scenario } from '../support/scenario.ts'
import { makeSite } from '../support/site.ts'

/* Style sheets in every way in which pages change them: after each step the stage has the same rules and looks. */

const page = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Style</title>
<link id="linked" rel="stylesheet" href="css/a.css">
<link id="preferred" rel="stylesheet" title="A" href="css/titled-a.css">
<link id="alternate" rel="alternate stylesheet" title="B" href="css/titled-b.css">
<style id="raw">
  ..bad { color: red }
  .p { color: rgb(1, 2, 3); unknown: 1 }
  @media (min-width: 1px) { .p { margin-left: 3px } }
  @keyframes k { from { opacity: .5 } to { opacity: .5 } }
  .anim { animation: k 1s -.3s infinite paused }
  @layer base, top;
  @layer top { .layered { color: rgb(9, 9, 9) } }
  @layer base { .layered { color: rgb(8, 8, 8) !important; padding: 4px } }
  @container (min-width: 10px) { .inner { border: 2px solid rgb(5, 5, 5) } }
  .outer { container-type: inline-size; & .nested { letter-spacing: 2px; @media all { word-spacing: 5px } } }
  @property --angle { syntax: "<angle>"; inherits: false; initial-value: 10deg }
  :root { --space: 7px }
  .custom { margin-top: var(--space); rotate: var(--angle); width: 50vw }
  @supports (display: grid) { .p { padding-top: 2px } }
</style>
<style id="imports">@import "css/imported.css" layer(far) supports(display: grid) screen; .imp { color: rgb(7, 7, 7) }</style>
<style id="empty"></style>
<style id="states">
  .btn:hover { background-color: rgb(0, 200, 0) }
  .btn:active { background-color: rgb(0, 0, 200) }
  .field:focus { background-color: rgb(200, 0, 0) }
  .field:focus-visible { border-color: rgb(1, 1, 200) }
  .wrap:focus-within { padding: 9px }
  .wrap:hover .hint { text-decoration: underline }
  .spot:target { color: rgb(99, 0, 0) }
  @media (prefers-color-scheme: dark) { .scheme { color: rgb(250, 250, 250) } }
  @media (prefers-reduced-motion: reduce) { .scheme { outline: 3px solid rgb(1, 1, 1) } }
  .both { color-scheme: light dark; background: Canvas; color: light-dark(rgb(1, 1, 1), rgb(2, 2, 2)) }
</style>
</head><body>
<p class="p linked titled" data-probe="p">one</p><p class="anim" data-probe="anim">two</p>
<p class="layered imp" data-probe="layered">three</p>
<div class="outer"><p class="inner nested" data-probe="inner">four</p></div>
<p class="custom" data-probe="custom" data-custom="--space --angle --late">five</p>
<p class="made" data-probe="made">six</p>
<div class="wrap" data-probe="wrap"><button class="btn" data-probe="btn">press</button><span class="hint" data-probe="hint">hint</span></div>
<input class="field" data-probe="field"><p id="spot" class="spot" data-probe="spot">spot</p>
<p class="scheme both" data-probe="scheme">scheme</p>
<div id="host"></div><div id="secret" class="card wrap"><input id="in-secret" class="field"></div>
</body></html>`

const stack = {
  site: makeSite({
    'index.html': page,
    'css/a.css': `.linked { text-indent: 4px; background-image: url("dot.png") } @media (min-width: 5px) { .linked { line-height: 30px } }`,
    'css/b.css': '.linked { text-indent: 12px; font-style: italic }',
    'css/titled-a.css': '.titled { letter-spacing: 1px }',
    'css/titled-b.css': '.titled { letter-spacing: 6px }',
    'css/imported.css':
      '.imp { color: rgb(3, 3, 3); background: url("img/x.png"); border-top: 3px solid rgb(4, 4, 4) }',
    'css/dot.png': '',
    'img/a.png': '',
    'b.cur': '',
    'css/img/x.png': '',
  }),
  settings: { 'masking.selectors': ['.card'] },
}

type Step = readonly [name: string, run: () => unknown]

async function steps(s: Scenario, all: readonly Step[]): Promise<void> {
  const problems: string[] = []
  for (const [name, run] of all) {
    await s.visitor.page.evaluate(run)
    const found = await untilSame(s, 5_000)
    problems.push(...found.slice(0, 6).map((line) => `${name}: ${line}`))
  }
  expect(problems).toEqual([])
}

async function untilSame(s: Scenario, timeoutMs: number): Promise<string[]> {
  const until = performance.now() + timeoutMs
  for (;;) {
    const looks = async () => compareLooks(await lookOf(s.visitor.page), await lookOf(await s.agent.stage()))
    const found = [...(await s.differences()), ...(await looks())]
    if (found.length === 0 || performance.now() > until) return found
    await s.visitor.page.waitForTimeout(100)
  }
}

const CHANGES: readonly Step[] = [
  ['at the start', () => 0],
  ['rule.style.color =', () => setRule((r) => (r.style.color = 'rgb(10, 20, 30)'))],
  ['rule.style.cssText', () => setRule((r) => (r.style.cssText = 'color: red; top: 1px'))],
  ['setProperty', () => setRule((r) => r.style.setProperty('background-color', 'rgb(1, 1, 9)'))],
  ['styleMap', () => setRule((r) => r.styleMap.set('margin-bottom', CSS.px(11)))],
  [
    'a map that the page keeps',
    () => {
      setRule((r) => Object.assign(window, { kept: r.styleMap }))
    },
  ],
  [
    '… and changes later',
    () => (window as never as { kept: StylePropertyMap }).kept.set('margin-right', CSS.px(12)),
  ],
  ['selectorText', () => setRule((r) => (r.selectorText = '.p, .made'))],
  ['insertRule in a group', () => byType('CSSMediaRule').insertRule('.made { font-weight: 700 }', 0)],
  ['deleteRule in a group', () => byType('CSSMediaRule').deleteRule(0)],
  ['media.mediaText of a rule', () => (byType('CSSMediaRule').media.mediaText = 'print')],
  ['appendMedium', () => byType('CSSMediaRule').media.appendMedium('screen')],
  ['appendRule of keyframes', () => byType('CSSKeyframesRule').appendRule('50% { opacity: .7 }')],
  ['keyText', () => (byType('CSSKeyframesRule').cssRules[0].keyText = '10%')],
  ['deleteRule of keyframes', () => byType('CSSKeyframesRule').deleteRule('50%')],
  [
    'a keyframe’s style by name',
    () => {
      for (const frame of byType('CSSKeyframesRule').cssRules) frame.style.opacity = '0.25'
    },
  ],
  [
    'nested insertRule',
    () => setRule((r) => r.insertRule('&.linked { outline: 1px solid rgb(3, 2, 1) }', 0)),
  ],
  [
    'sheet.insertRule, many',
    () => {
      const sheet = sheetOf('empty')
      for (let i = 0; i < 300; i++) sheet.insertRule(`.made { text-indent: ${i}px }`, sheet.cssRules.length)
    },
  ],
  [
    'sheet.deleteRule in the middle',
    () => {
      const sheet = sheetOf('empty')
      for (let i = 0; i < 40; i++) sheet.deleteRule(200)
      sheet.insertRule('.made { left: 2px }', 100)
    },
  ],
  ['sheet.disabled', () => (sheetOf('empty').disabled = true)],
  ['sheet.disabled off', () => (sheetOf('empty').disabled = false)],
  [
    'a disabled sheet, moved: a new one, which is on',
    () => {
      sheetOf('empty').disabled = true
      document.head.append(byId('empty') as HTMLElement)
    },
  ],
  ['sheet.media', () => ((sheetOf('empty').media as never as { mediaText: string }).mediaText = 'print')],
  ['sheet.media back', () => sheetOf('empty').media.appendMedium('screen')],
  [
    'style text',
    () => {
      byId('raw-2')?.remove()
      const style = Object.assign(document.createElement('style'), {
        id: 'raw-2',
        textContent: '.made{top:3px} ..bad{} .made{right:1px}',
      })
      document.head.append(style)
    },
  ],
  [
    'a rule into a sheet whose text has bad rules',
    () => sheetOf('raw-2').insertRule('.made { z-index: 4 }', 1),
  ],
  ['… taken out again', () => sheetOf('raw-2').deleteRule(0)],
  [
    'linked: rule of the sheet',
    () => (sheetOf('linked').cssRules[0] as CSSStyleRule).style.setProperty('text-indent', '20px'),
  ],
  ['linked: sheet disabled', () => (sheetOf('linked').disabled = true)],
  ['linked: sheet enabled', () => (sheetOf('linked').disabled = false)],
  ['linked: another address', () => (byId('linked') as HTMLLinkElement).setAttribute('href', 'css/b.css')],
  ['link.disabled', () => ((byId('linked') as HTMLLinkElement).disabled = true)],
  ['link.disabled off', () => ((byId('linked') as HTMLLinkElement).disabled = false)],
  [
    'alternate sheet on',
    () => {
      sheetOf('alternate').disabled = false
      sheetOf('preferred').disabled = true
    },
  ],
  [
    'alternate sheet off',
    () => {
      sheetOf('alternate').disabled = true
      sheetOf('preferred').disabled = false
    },
  ],
  [
    'rule of an imported sheet',
    () => {
      const rule = sheetOf('imports').cssRules[0] as CSSImportRule
      ;((rule.styleSheet as CSSStyleSheet).cssRules[0] as CSSStyleRule).style.borderTopColor = 'rgb(77, 0, 0)'
    },
  ],
  ['layer statement first', () => sheetOf('raw').insertRule('@layer far, top, base;', 0)],
  [
    'relative addresses',
    () =>
      sheetOf('empty').insertRule(
        '.made { background-image: url(img/a.png); cursor: url("b.cur"), auto }',
        0,
      ),
  ],
]

declare function setRule(run: (rule: CSSStyleRule) => unknown): void
// biome-ignore lint/suspicious/noExplicitAny: rules of every kind, in the visitor's page.
declare function byType(name: string): any
declare function sheetOf(id: string): CSSStyleSheet
declare function byId(id: string): HTMLElement | null
declare function made(text: string): CSSStyleSheet

/** The words that the steps use, in the visitor's page. */
function defineWords(): void {
  const byId = (id: string): HTMLElement | null => document.getElementById(id)
  const sheetOf = (id: string): CSSStyleSheet => (byId(id) as HTMLStyleElement).sheet as CSSStyleSheet
  const rules = (): CSSRule[] => [...sheetOf('raw').cssRules]
  const made = (text: string): CSSStyleSheet => {
    const sheet = new CSSStyleSheet()
    sheet.replaceSync(text)
    return sheet
  }
  const setRule = (run: (rule: CSSStyleRule) => unknown): void => {
    run(rules().find((rule) => /^\.p\b/.test((rule as CSSStyleRule).selectorText ?? '')) as CSSStyleRule)
  }
  const byType = (name: string): unknown => rules().find((rule) => rule.constructor.name === name)
  Object.assign(window, { byId, sheetOf, made, setRule, byType })
}

scenario(
  'MIRROR 6: sheets of elements follow every way of changing them',
  { stack, timeoutMs: 300_000 },
  async (s) => {
    await s.visitor.page.evaluate(defineWords)
    await s.meet({ isEqual: false })
    await steps(s, CHANGES)
  },
)

scenario(
  'MIRROR 6: adopted sheets changed in place, shared, and told apart again',
  { stack, timeoutMs: 120_000 },
  async (s) => {
    await s.visitor.page.evaluate(defineWords)
    await s.meet({ isEqual: false })
    await steps(s, [
      ['push', () => document.adoptedStyleSheets.push(made('.p { top: 1px; color: rgb(1, 0, 0) }'))],
      [
        'push on an array that the page keeps',
        () => {
          Object.assign(window, { list: document.adoptedStyleSheets })
        },
      ],
      [
        '… later',
        () => (window as never as { list: CSSStyleSheet[] }).list.push(made('.p { color: rgb(2, 0, 0) }')),
      ],
      ['index', () => (document.adoptedStyleSheets[0] = made('.p { margin-top: 9px }'))],
      [
        'a rule by name',
        () =>
          (((document.adoptedStyleSheets[1] as CSSStyleSheet).cssRules[0] as CSSStyleRule).style.color =
            'rgb(3, 0, 0)'),
      ],
      [
        'replaceSync',
        () =>
          document.adoptedStyleSheets[1]?.replaceSync('.p:hover { color: rgb(4, 0, 0) } .p { left: 4px }'),
      ],
      ['replace', () => document.adoptedStyleSheets[1]?.replace('.p { right: 4px; color: rgb(6, 0, 0) }')],
      [
        'media and disabled',
        () => {
          const sheet = document.adoptedStyleSheets[1] as CSSStyleSheet
          sheet.media.mediaText = 'print'
          ;(document.adoptedStyleSheets[0] as CSSStyleSheet).disabled = true
        },
      ],
      ['splice', () => document.adoptedStyleSheets.splice(0, 1)],
      ['length', () => (document.adoptedStyleSheets.length = 0)],
      [
        'the same rules in 50 roots',
        () => {
          for (let i = 0; i < 50; i++) {
            const host = document.createElement('div')
            const root = host.attachShadow({ mode: 'open' })
            const b = document.createElement('b')
            b.dataset.probe = `b${i}`
            b.append(String(i))
            root.append(b)
            root.adoptedStyleSheets = [made('b { color: rgb(0, 9, 0) } b:hover { top: 1px }')]
            byId('host')?.append(host)
          }
        },
      ],
      [
        'one of them changed',
        () =>
          byId('host')?.children[7]?.shadowRoot?.adoptedStyleSheets[0]?.insertRule(
            'b { color: rgb(0, 99, 0) }',
            1,
          ),
      ],
      ['one of them removed', () => byId('host')?.children[3]?.remove()],
      [
        'another adopts more',
        () => byId('host')?.children[5]?.shadowRoot?.adoptedStyleSheets.push(made('b { opacity: .5 }')),
      ],
    ])
  },
)

scenario(
  'MIRROR 6: pseudo-classes match what the visitor points at, presses and has the focus on',
  { stack, timeoutMs: 120_000 },
  async (s) => {
    await s.meet({ isEqual: false })
    const { page } = s.visitor
    const same = async (name: string): Promise<void> => {
      const found = await untilSame(s, 5_000)
      expect(found, name).toEqual([])
    }
    await page.locator('.btn').hover()
    await same('hover')
    await page.mouse.down()
    await same('active')
    expect((await lookOf(page)).btn?.['background-color']).toBe('rgb(0, 0, 200)')
    await page.mouse.up()
    await same('active no more')
    await page.mouse.move(0, 0)
    await page.locator('.field').first().focus()
    await same('focus')
    expect((await lookOf(await s.agent.stage())).field?.['background-color']).toBe('rgb(200, 0, 0)')
    await page.evaluate(() => {
      location.hash = '#spot'
    })
    await same('target')
    expect((await lookOf(await s.agent.stage())).spot?.color).toBe('rgb(99, 0, 0)')
    // What is in a hidden box is told by the box.
    await page.locator('#in-secret').focus()
    const stage = await s.agent.stage()
    await expect.poll(() => stage.locator('[data-sl-masked][data-sl-focus]').count()).toBe(1)
  },
)

scenario(
  'MIRROR 2: media queries answer as at the visitor',
  { stack, timeoutMs: 120_000, context: { colorScheme: 'dark', reducedMotion: 'reduce' } },
  async (s) => {
    await s.meet({ isEqual: false })
    const shown = async () => (await lookOf(await s.agent.stage())).scheme
    const own = (await lookOf(s.visitor.page)).scheme
    for (const property of ['color', 'outline-width', 'background-color'])
      await expect.poll(async () => (await shown())?.[property]).toBe(own?.[property])
    await s.visitor.page.emulateMedia({ colorScheme: 'light', reducedMotion: 'no-preference' })
    await expect.poll(async () => untilSame(s, 3_000)).toEqual([])
  },
)
