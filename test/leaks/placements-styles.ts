import type { Placement } from './placements.ts'

/** LEAKS class E (CSSOM) and generated content of class B. */
const INLINE = [
  '--x: {c}',
  'font-family: "{c}"',
  'font-family: {c}',
  'quotes: "{c}" "x"',
  'animation-name: {c}',
  'grid-area: {c}',
  'grid-template-areas: "{c}"',
  'container-name: {c}',
  'view-transition-name: {c}',
  'counter-reset: {c}',
  'background: url("/{c}.png")',
  'background-image: image-set("/{c}.png" 1x)',
  'list-style-type: "{c}"',
  'mask-image: url(/{c}.svg)',
  'will-change: {c}',
  'margin-left: env({c}, 1px)',
  'margin-top: --{c}(1px)',
  'top: anchor(--{c} top)',
]

/** Rules of a style element in the masked place itself, and of sheets of shadow roots. */
const RULES = [
  '.a::before { content: "{c}" }',
  '.a { --x: {c} }',
  '.a { --x: "{c}" }',
  '[value="{c}"] { color: red }',
  '[data-x={c}] { color: red }',
  '/* {c} */ .a { color: red }',
  '.a { background: url("/{c}.png") }',
  '.a { background: url(/{c}.png) }',
  '@import url("/{c}.css");',
  '@import "/{c}.css";',
  '@font-face { font-family: "{c}"; src: local("x") }',
  '@property --p { syntax: "<length>"; inherits: false; initial-value: {n}px } .a { --q: "{c}" }',
  '@media (min-width: 1px) { .a::after { content: "{c}" } }',
  '@supports (display: block) { .a { list-style-type: "{c}" } }',
  '.a { background-image: image-set("/{c}.png" 1x) }',
  '@namespace x url("/{c}");',
  '.a { quotes: "{c}" "b" }',
  '.a { grid-template-areas: "{c}" }',
]

export const STYLES: readonly Placement[] = [
  ...INLINE.map(
    (css): Placement => ({
      id: `E style: ${css}`,
      html: `<div style='${css}'>x</div>`,
      alphabet: 'ident',
    }),
  ),
  ...RULES.map(
    (css): Placement => ({
      id: `E rule: ${css}`,
      html: `<div class="a"><style>${css}</style></div>`,
      alphabet: 'ident',
      ...(css.startsWith('@import') ? { never: 'what is imported travels as rules' } : {}),
    }),
  ),
  {
    id: 'E style, set by cssText',
    html: '<div>x</div>',
    alphabet: 'ident',
    run: 'el.style.cssText = `--x: @c@`',
  },
  {
    id: 'E style, setProperty',
    html: '<div>x</div>',
    alphabet: 'ident',
    run: 'el.style.setProperty("--x", c)',
  },
  {
    id: 'E insertRule',
    html: '<div><style>.b { color: red }</style></div>',
    alphabet: 'ident',
    run: 'el.firstChild.sheet?.insertRule(`.a::before { content: "@c@" }`)',
  },
  {
    id: 'E rule of a sheet, changed',
    html: '<div><style>.b { color: red }</style></div>',
    alphabet: 'ident',
    run: 'el.firstChild.sheet?.cssRules[0].style.setProperty("--x", c)',
  },
  {
    id: 'E selectorText',
    html: '<div><style>.b { color: red }</style></div>',
    alphabet: 'ident',
    run: 'if (el.firstChild.sheet) el.firstChild.sheet.cssRules[0].selectorText = `[value="@c@"]`',
  },
  {
    id: 'E adopted sheet of a shadow root',
    html: '<div></div>',
    alphabet: 'ident',
    run: 'const r = el.shadowRoot ?? el.attachShadow({ mode: "open" }); const s = new doc.defaultView.CSSStyleSheet(); s.replaceSync(`.a::before { content: "@c@" }`); r.adoptedStyleSheets = [s]',
  },
  { id: 'E content: attr()', html: '<div class="shows-attr" data-shown="{c}">x</div>' },
]
