import { $, $$, on } from './case.js'

const [first, second, plain] = ['#modal-1', '#modal-2', '#plain'].map((id) => $(id))
const reopen = (dialog) => {
  dialog.close()
  dialog.showModal()
}

on('open-modal', () => {
  if (!first.open) first.showModal()
})
on('open-second', () => {
  if (!second.open) second.showModal()
})
$('#modal-open-second').addEventListener('click', () => {
  if (!second.open) second.showModal()
})
on('open-plain', () => {
  plain.show()
})
$('#plain-close').addEventListener('click', () => plain.close())
on('close-all', () => {
  for (const dialog of $$('dialog')) dialog.close()
  for (const popover of $$('[popover]')) popover.hidePopover()
})
on('pop-auto', () => {
  $('#auto-pop').togglePopover()
})
on('pop-manual', () => {
  $('#manual-pop').togglePopover()
})
on('pop-over-dialog', () => {
  if (!first.open) first.showModal()
  const popover = $('#manual-pop')
  if (popover.matches(':popover-open')) popover.hidePopover()
  popover.showPopover()
})
on('raise', () => {
  if (!first.open) first.showModal()
  if (!second.open) second.showModal()
  reopen(first)
})
on('open-details', () => {
  const next = $$('details').findIndex((d) => d.open) + 1
  $$('details')[next % 3].open = true
})
on('attr-open', () => {
  $('#attr-dialog').toggleAttribute('open')
})
on('fullscreen', async () => {
  if (document.fullscreenElement) await document.exitFullscreen()
  else await $('#full-spot').requestFullscreen()
})
