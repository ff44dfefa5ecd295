/** The first line that this browser does not take for a selector; `null` if there is none (SG-3). */
export function firstBadSelector(lines: readonly string[]): { line: number; selector: string } | null {
  const nowhere = document.createDocumentFragment()
  for (const [index, selector] of lines.entries()) {
    try {
      nowhere.querySelector(selector)
    } catch {
      return { line: index + 1, selector }
    }
  }
  return null
}
