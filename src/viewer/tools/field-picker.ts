import { button, h } from '../shell/elements.ts'
import type { PickedField } from '../stage-messages.ts'
import { TOOL_WORDS } from './words.ts'

/** A picker of ours for a control whose own one only the visitor's browser can open: options, dates, times, colors. */
export function openFieldPicker(
  parent: Element,
  at: { x: number; y: number },
  field: PickedField,
  done: (picked: { chosen: number[] } | { value: string } | null) => void,
): void {
  const isList = field.kind === 'select' || field.kind === 'list'
  const select = h('select', { class: 'picker-options', attributes: { 'aria-label': TOOL_WORDS.pick } })
  select.size = Math.max(2, Math.min(8, field.options.length))
  select.multiple = field.kind === 'list'
  field.options.forEach((label, i) => {
    const option = h('option', { text: label })
    option.selected = field.chosen.includes(i)
    select.append(option)
  })
  const input = h('input', { attributes: { 'aria-label': TOOL_WORDS.pick } })
  if (!isList) input.type = field.kind
  input.value = field.value
  const control = isList ? select : input
  const form = h('form', { class: 'picker', attributes: { role: 'dialog', 'aria-label': TOOL_WORDS.pick } }, [
    control,
    h('div', { class: 'question-actions' }, [
      button({ class: 'plain', text: TOOL_WORDS.cancel, onClick: () => close(null) }),
      button({ class: 'primary', text: TOOL_WORDS.apply, onClick: apply }),
    ]),
  ])
  let isOpen = true

  function close(picked: Parameters<typeof done>[0]): void {
    if (!isOpen) return
    isOpen = false
    form.remove()
    done(picked)
  }

  function apply(): void {
    const chosen = [...select.options].flatMap((one, i) => (one.selected ? [i] : []))
    close(isList ? { chosen } : { value: input.value })
  }

  form.addEventListener('submit', (event) => {
    event.preventDefault()
    apply()
  })
  form.addEventListener('keydown', (event) => {
    event.stopPropagation()
    if (event.key === 'Escape') close(null)
    if (event.key === 'Enter') {
      event.preventDefault()
      apply()
    }
  })
  form.addEventListener('focusout', (event) => {
    if (!(event.relatedTarget instanceof Node && form.contains(event.relatedTarget))) close(null)
  })
  if (field.kind === 'select') select.addEventListener('dblclick', apply)
  form.style.left = `${Math.round(at.x)}px`
  form.style.top = `${Math.round(at.y)}px`
  parent.append(form)
  // Inside of the window, wherever the control lies.
  const { right, bottom } = form.getBoundingClientRect()
  const room = parent.getBoundingClientRect()
  form.style.left = `${Math.round(Math.max(0, at.x - Math.max(0, right - room.right + 8)))}px`
  form.style.top = `${Math.round(Math.max(0, at.y - Math.max(0, bottom - room.bottom + 8)))}px`
  control.focus()
}
