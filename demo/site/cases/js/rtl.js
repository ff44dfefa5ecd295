import { $, counter, el, on } from './case.js'

const n = counter()
on('toggle-dir', () => {
  const root = document.documentElement
  root.dir = root.dir === 'rtl' ? 'ltr' : 'rtl'
  return root.dir
})
on('add-item', () => {
  $('#items').append(el('li', {}, `قطعة رقم ${n() + 1} (piece ${n()})`))
})
on('scroll-list', () => {
  const box = $('#table-scroll')
  box.scrollLeft = -150
  return String(box.scrollLeft)
})
on('set-value', () => {
  $('#name-field').value = `نورا حداد ${n()}`
  $('#note-field').value = n() % 2 ? 'left to right now' : 'הערה חדשה'
})
on('nested', () => {
  $('#mixed').append(
    el(
      'p',
      { dir: 'ltr', style: 'border-inline-start:6px solid #35533b;padding-inline-start:.6rem' },
      'A left-to-right paragraph with ',
      el('bdi', {}, 'كلمة'),
      ' inside.',
    ),
  )
})
