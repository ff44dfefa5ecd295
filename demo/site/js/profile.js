import { $, $$, toast } from './dom.js'

const range = $('#limit')
const showLimit = () => {
  $('#limit-value').textContent = `€${Number(range.value).toLocaleString('en-IE')}`
}
range.addEventListener('input', showLimit)
showLimit()

const about = $('#about')
const showCount = () => {
  $('#about-count').textContent = `${about.value.length} of 300`
}
about.addEventListener('input', showCount)
showCount()

// "All" is checked, unchecked, or mixed.
const all = $('#notify-all')
const each = $$('input[name=notify]')
const showMixed = () => {
  const on = each.filter((box) => box.checked).length
  all.checked = on === each.length
  all.indeterminate = on > 0 && on < each.length
}
for (const box of each) box.addEventListener('change', showMixed)
all.addEventListener('change', () => {
  for (const box of each) box.checked = all.checked
})
showMixed()

const color = $('#card-color')
color.addEventListener('input', () => {
  $('#card-sample').style.setProperty('--card', color.value)
})

const required = $$('#profile-form [data-counts]')
const progress = $('#completeness')
const showProgress = () => {
  const filled = required.filter((control) => control.value).length
  progress.value = filled
  progress.max = required.length
  $('#completeness-text').textContent = `${filled} of ${required.length} filled in`
}
$('#profile-form').addEventListener('input', showProgress)
showProgress()

$('#picture').addEventListener('change', (event) => {
  const count = event.target.files.length
  $('#picture-note').textContent = count ? `${count} file chosen` : 'PNG or JPEG, up to 2 MB'
})
for (const button of $$('[data-mark]')) {
  button.addEventListener('mousedown', (event) => event.preventDefault())
  button.addEventListener('click', () => {
    const range_ = getSelection().rangeCount ? getSelection().getRangeAt(0) : null
    if (!range_ || range_.collapsed || !$('#note').contains(range_.commonAncestorContainer)) {
      toast('Select some words in the note first.')
      return
    }
    const mark = document.createElement(button.dataset.mark)
    mark.append(range_.extractContents())
    range_.insertNode(mark)
  })
}
$('#profile-form').addEventListener('submit', (event) => {
  event.preventDefault()
  $('#saved-at').textContent = `Saved at ${new Date().toLocaleTimeString('en-GB')}`
  toast('Your profile is saved')
})
$('#profile-form').addEventListener('reset', () =>
  setTimeout(() => {
    showMixed()
    showLimit()
    showCount()
    showProgress()
  }),
)
