/** One of two forms of a text, by the language's rule for a count (French and Portuguese say 0 like 1). */
export type Plural = (count: number, one: string, other: string) => string

/** `language`: a BCP 47 tag. */
export function createPlural(language: string): Plural {
  const rules = new Intl.PluralRules(language)
  return (count, one, other) => (rules.select(count) === 'one' ? one : other)
}
