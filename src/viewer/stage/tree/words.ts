/** The words of a list that is written over several lines. */
/*#__NO_SIDE_EFFECTS__*/
export function words(text: string): ReadonlySet<string> {
  return new Set(text.trim().split(/\s+/))
}
