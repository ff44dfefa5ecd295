/** Sends fields by POST, as a navigation: what lets somebody in does not belong into an address. */
export function submitForm(
  parent: Element,
  { action, target }: { readonly action: string; readonly target: string },
  fields: Readonly<Record<string, string>>,
): void {
  const form = document.createElement('form')
  Object.assign(form, { method: 'post', action, target, hidden: true })
  for (const [name, value] of Object.entries(fields)) {
    const input = document.createElement('input')
    Object.assign(input, { type: 'hidden', name, value })
    form.append(input)
  }
  parent.append(form)
  form.submit()
  form.remove()
}
