import { $, $$, counter, on } from './case.js'

const n = counter()
const box = $('#waapi-box')
const move = [
  { transform: 'none' },
  { transform: 'translateY(-40px) rotate(180deg)', background: '#b4532e' },
  { transform: 'none' },
]

on('waapi', () => {
  box.animate(move, { duration: 1200, iterations: 3, easing: 'ease-in-out' })
})
on('waapi-fill', () => {
  box.animate([{}, { transform: `translateX(${(n() % 3) * 20}px) scale(1.2)` }], {
    duration: 600,
    fill: 'forwards',
  })
})
on('pause-all', () => {
  for (const animation of document.getAnimations()) animation.pause()
  return `${document.getAnimations().length} paused`
})
on('resume-all', () => {
  for (const animation of document.getAnimations()) animation.play()
})
on('cancel-all', () => {
  for (const animation of document.getAnimations()) animation.cancel()
})
on('transition', () => {
  $('#transition-box').classList.toggle('on')
})
on('rotate-3d', () => {
  $('#card').classList.toggle('on')
})
on('path', () => {
  $('#path-box').classList.toggle('on')
})
on('filter', () => {
  $('#filter-box').style.filter = [
    'blur(4px)',
    'hue-rotate(90deg) saturate(2)',
    'drop-shadow(0 8px 8px #0008)',
    'none',
  ][n() % 4]
})
on('clip', () => {
  $('#filter-box').style.clipPath = [
    'circle(40%)',
    'polygon(50% 0, 100% 100%, 0 100%)',
    'inset(10% round 20px)',
    'none',
  ][n() % 4]
})
on('individual', () => {
  const i = n() + 1
  Object.assign($('#transition-box').style, {
    rotate: `${i * 15}deg`,
    scale: String(1 + (i % 3) * 0.15),
    translate: `0 ${(i % 3) * 8}px`,
  })
})
on('view-transition', async () => {
  const list = $('#vt')
  const change = () => list.append(list.firstElementChild)
  if (!document.startViewTransition) return change()
  await document.startViewTransition(change).finished
})
on('zoom', () => {
  const { style } = $('#boxes')
  style.zoom = style.zoom === '1.25' ? '1' : '1.25'
  return `zoom ${style.zoom}`
})
on('discrete', () => {
  $('#filter-box').classList.toggle('gone')
})
$('#inside-transform').addEventListener('click', (event) => {
  event.currentTarget.textContent = `inside ${$$('.ab').length}`
})
