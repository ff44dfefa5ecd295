/** Gives `value` to the visitor script, which left a function for it on the element of the running script. */
export function hand(value: unknown): void {
  const script = document.currentScript as
    | (HTMLScriptElement & { sidelong?: (value: unknown) => void })
    | null
  script?.remove()
  script?.sidelong?.(value)
}
