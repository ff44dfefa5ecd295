import { styleOf } from '../natives.ts'

/** Frames in a set stand in a grid: `rows` and `cols` are its tracks, as far as CSS can say them. */
export function layOut(set: Element, attribute: string, value: string): void {
  const style = styleOf(set)
  if (attribute === 'rows') style?.setProperty('grid-template-rows', tracks(value))
  if (attribute === 'cols') style?.setProperty('grid-template-columns', tracks(value))
  if (attribute === 'border') style?.setProperty('gap', `${Number.parseInt(value, 10)}px`)
  if (attribute === 'frameborder') style?.setProperty('gap', /^(0|no)$/i.test(value) ? '0' : '')
}

/** `20%,*,100`: without a rest to share, parts of the whole. */
function tracks(list: string): string {
  const hasRest = list.includes('*')
  return list
    .split(',')
    .map((one) => {
      const size = Number.parseFloat(one)
      if (one.includes('*')) return `${size || 1}fr`
      return `${size || 0}${hasRest ? (one.includes('%') ? '%' : 'px') : 'fr'}`
    })
    .join(' ')
}
