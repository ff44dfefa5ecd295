import { $, counter, el, on } from './case.js'

const n = counter()
const outer = $('#outer')
const inner = () => outer.contentDocument.querySelector('#inner')

function writeFrame(text) {
  const page = $('#written').contentDocument
  page.open()
  page.write(
    `<!doctype html><title>written</title><style>body{font:16px sans-serif;background:#dfe9ea}</style><p id="text">${text}</p><input value="typed in a written frame">`,
  )
  page.close()
}
writeFrame('Written by document.write.')

on('outer-change', () => {
  outer.contentDocument.querySelector('#text').textContent = `Outer changed ${n()} times`
})
on('inner-change', () => {
  inner().contentDocument.querySelector('#text').textContent = `Inner changed ${n()}`
  inner().contentDocument.querySelector('#field').value = `value ${n()}`
})
on('frame-scroll', () => {
  outer.contentWindow.scrollTo(0, outer.contentWindow.scrollY > 100 ? 0 : 300)
  return `scrollY ${outer.contentWindow.scrollY}`
})
on('srcdoc-set', () => {
  $('#srcdoc').srcdoc =
    `<!doctype html><style>body{font:16px sans-serif;background:#f7e6dc}</style><p id="text">srcdoc number ${n()}</p>`
})
on('written-rewrite', () => writeFrame(`Rewritten ${n()}.`))
on('navigate', () => {
  outer.src = outer.src.endsWith('second.html') ? 'frames/outer.html' : 'frames/second.html'
})
on('frame-add', () => {
  const frame = el('iframe', {
    title: 'added',
    class: 'added',
    style: 'width:100%;height:70px;border:1px dashed #b4532e;margin-bottom:.5rem',
  })
  $('#frame-spot').append(frame)
  frame.contentDocument.body.append(`about:blank frame ${n()}, filled by script`)
})
on('frame-move', () => {
  const frames = document.querySelectorAll('.added')
  if (frames.length < 2) return 'add two frames first'
  frames[0].before(frames[frames.length - 1])
})
on('frame-remove', () => {
  document.querySelector('.added')?.remove()
})
