import { $, counter, el, on } from './case.js'

const n = counter()
const text = () => $('#split-me')
on('bidi', () => {
  const p = $('#bidi-text')
  p.dir = p.dir === 'rtl' ? 'ltr' : 'rtl'
  return p.dir
})
on('emoji', () => {
  $('#emoji-text').textContent = [
    '👩‍🚀🧑🏿‍🎨 👨‍👨‍👧',
    '🫱🏻‍🫲🏿 🏴󠁧󠁢󠁷󠁬󠁳󠁿 ☺️ ☺︎',
    '𝔏𝔦𝔫𝔡𝔢𝔫𝔥𝔬𝔣 \u{1F468}\u200D\u{1F33E}',
  ][n() % 3]
})
on('split', () => {
  const node = [...text().childNodes].find((c) => c.data?.length > 8)
  node?.splitText(Math.floor(node.data.length / 2))
  return `${text().childNodes.length} text nodes`
})
on('normalize', () => {
  text().normalize()
  return `${text().childNodes.length} text nodes`
})
on('append-data', () => {
  text().lastChild.appendData(` +${n()}`)
})
on('replace-data', () => {
  text().firstChild.replaceData(0, 3, ['One', 'Two', 'Few', '🌿🌿'][n() % 4])
})
on('highlight', () => {
  if (!window.Highlight) return 'no Highlight API'
  const node = $('#highlight-me').firstChild
  const start = (n() % 5) * 6
  const range = new Range()
  range.setStart(node, start)
  range.setEnd(node, start + 16)
  CSS.highlights.set('found', new Highlight(range))
})
on('select-text', () => {
  getSelection().selectAllChildren($('#highlight-me'))
})
on('font', async () => {
  const face = new FontFace('Lab', 'local("Liberation Mono"), local("Courier New"), local("Menlo")', {
    weight: '400',
  })
  document.fonts.add(await face.load())
  text().style.fontFamily = 'Lab, monospace'
  return 'font face added by script'
})
on('font-size', () => {
  document.documentElement.style.fontSize = document.documentElement.style.fontSize ? '' : '118%'
})
on('counter', () => {
  $('#counted').append(el('li', {}, `Item ${n()}`))
})
on('hyphens', () => {
  const { style } = $('#hyphenated')
  style.hyphens = style.hyphens === 'none' ? 'manual' : 'none'
  return style.hyphens
})
