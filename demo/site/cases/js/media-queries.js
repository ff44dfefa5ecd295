import { $, on } from './case.js'

on('narrow', () => {
  $('#container').style.width = '320px'
})
on('wide', () => {
  $('#container').style.width = ''
})
on('toggle-media', () => {
  const style = $('#print-style')
  style.media = style.media === 'print' ? 'screen' : 'print'
  return `media: ${style.media}`
})
on('matches', () =>
  [
    '(prefers-color-scheme: dark)',
    '(prefers-reduced-motion: reduce)',
    '(hover: hover)',
    '(orientation: landscape)',
  ]
    .map((q) => `${q.slice(1, -1)} ${matchMedia(q).matches ? 'yes' : 'no'}`)
    .join(', '),
)
on('swap-source', () => {
  const source = $('#source')
  source.srcset = source.srcset.includes('room') ? '../img/landscape.svg' : '../img/room.svg'
})
on('has', () => {
  $('#has-box').checked = !$('#has-box').checked
})
