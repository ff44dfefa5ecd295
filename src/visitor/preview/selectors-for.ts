/** Ways to name an element, the ones that say most first; each matches it. Only names of the page's author, no texts. */
export function selectorsFor(element: Element): string[] {
  const { id, localName, classList } = element
  const name = element.getAttribute('name')
  const tag = CSS.escape(localName)
  const found = [
    ...(id ? [`#${CSS.escape(id)}`] : []),
    ...(name ? [`${tag}[name="${CSS.escape(name)}"]`] : []),
    ...[...classList].map((one) => `.${CSS.escape(one)}`),
    pathOf(element),
  ]
  return [...new Set(found)]
}

/** From the next element above that has an id, or the root. */
function pathOf(element: Element): string {
  const steps: string[] = []
  for (let at: Element | null = element; at; at = at.parentElement) {
    if (at.id && at !== element) return [`#${CSS.escape(at.id)}`, ...steps].join(' > ')
    const { localName, parentElement } = at
    const alike = [...(parentElement?.children ?? [])].filter((one) => one.localName === localName)
    const nth = alike.length > 1 ? `:nth-of-type(${alike.indexOf(at) + 1})` : ''
    steps.unshift(CSS.escape(localName) + nth)
  }
  return steps.join(' > ')
}
