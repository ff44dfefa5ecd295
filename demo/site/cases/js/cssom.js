import { $, counter, el, on } from './case.js'

const n = counter()
const hues = (i) => `hsl(${(i * 47) % 360} 55% 82%)`
const sheet = $('#sheet').sheet
const speedy = $('#speedy').sheet
const rule = (selector) => [...sheet.cssRules].find((r) => r.selectorText === selector)
const boxRule = rule('.box')
const aRule = rule('.box.a')
const media = [...sheet.cssRules].find((r) => r instanceof CSSMediaRule)
const frames = [...sheet.cssRules].find((r) => r instanceof CSSKeyframesRule)

const made = new CSSStyleSheet()
made.replaceSync('.box.d { background: #faf0d9 }')
document.adoptedStyleSheets.push(made)

on('insert-rule', () => {
  speedy.insertRule(`.box.b { background: ${hues(n())} }`, speedy.cssRules.length)
  return `${speedy.cssRules.length} rules`
})
on('delete-rule', () => {
  if (speedy.cssRules.length) speedy.deleteRule(speedy.cssRules.length - 1)
  return `${speedy.cssRules.length} rules`
})
on('rule-style', () => {
  boxRule.style.setProperty('border-radius', `${(n() % 5) * 8}px`)
})
on('rule-csstext', () => {
  aRule.style.cssText = `border-color: ${hues(n())}; border-style: double; border-width: 6px`
})
on('selector-text', () => {
  aRule.selectorText = aRule.selectorText === '.box.a' ? '.box.a, .box.b' : '.box.a'
  return aRule.selectorText
})
on('nested-rule', () => {
  media.insertRule(`.box.e { background: ${hues(n())}; font-style: italic }`, media.cssRules.length)
})
on('keyframe', () => {
  frames.appendRule(`50% { transform: rotate(${(n() % 4) + 2}deg) }`)
})

// As CSS-in-JS libraries do in production: an empty style element, rules by insertRule only.
function makeClass() {
  const i = n()
  speedy.insertRule(
    `.made-${i} { padding: .3rem .7rem; border-radius: 99px; background: ${hues(i)} }`,
    speedy.cssRules.length,
  )
  $('#cssinjs').append(el('span', { class: `made-${i}` }, `.made-${i}`))
}
on('css-in-js', () => makeClass())
on('css-in-js-100', () => {
  for (let i = 0; i < 100; i += 1) makeClass()
})

on('adopt-push', () => {
  const extra = new CSSStyleSheet()
  extra.replaceSync(`.box.d { outline: 4px solid ${hues(n())} }`)
  document.adoptedStyleSheets.push(extra)
  return `${document.adoptedStyleSheets.length} adopted`
})
on('adopt-index', () => {
  const other = new CSSStyleSheet()
  other.replaceSync(`.box.d { background: ${hues(n())} }`)
  document.adoptedStyleSheets[0] = other
})
on('adopt-clear', () => {
  document.adoptedStyleSheets.length = 0
})
on('replace-sync', () => {
  made.replaceSync(`.box.d { background: ${hues(n())}; font-weight: 700 }`)
  if (!document.adoptedStyleSheets.includes(made)) document.adoptedStyleSheets.push(made)
})
on('disable-link', () => {
  const { sheet: linked } = $('#linked')
  linked.disabled = !linked.disabled
  return `disabled: ${linked.disabled}`
})
on('disable-style', () => {
  const toggled = $('#toggled')
  toggled.disabled = !toggled.disabled
  return `disabled: ${toggled.disabled}`
})
on('swap-link', () => {
  const link = $('#linked')
  link.setAttribute(
    'href',
    link.getAttribute('href').includes('-a') ? 'css/linked-b.css' : 'css/linked-a.css',
  )
})
on('media-text', () => {
  const list = $('#toggled').sheet?.media
  if (!list) return 'enable the sheet first'
  list.mediaText = list.mediaText === 'print' ? 'all' : 'print'
  return `media: ${list.mediaText}`
})
on('style-text', () => {
  $('#toggled').textContent = `.box.a { font-weight: 700; color: hsl(${(n() * 47) % 360} 60% 35%) }`
})
on('style-map', () => {
  $('#box-g').attributeStyleMap.set('padding-top', CSS.px((n() % 4) * 10))
})
on('var', () => {
  document.documentElement.style.setProperty('--box', hues(n()))
})
