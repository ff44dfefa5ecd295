/** Beyond these nobody reads on: browsers send fewer. */
const MAX_LENGTH = 1_000

/** The tags of an `Accept-Language` header, best first; without those that are refused (`q=0`) and `*`. */
export function acceptedLanguages(header: string | undefined): string[] {
  return (header ?? '')
    .slice(0, MAX_LENGTH)
    .split(',')
    .map((part) => {
      const [tag = '', weight] = part.split(';')
      const quality = weight === undefined ? 1 : Number(weight.trim().replace(/^q=/i, ''))
      return { tag: tag.trim(), quality: Number.isFinite(quality) ? quality : 0 }
    })
    .filter(({ tag, quality }) => /^[A-Za-z0-9-]+$/.test(tag) && quality > 0)
    .sort((a, b) => b.quality - a.quality)
    .map(({ tag }) => tag)
}
