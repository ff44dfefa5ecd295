declare const masked: unique symbol

/**
 * A string that masking has seen and that may leave the tab (MK-1). Only this folder makes values of this type; the
 * encoder takes nothing else, so that no tracker can send what it read from the page.
 */
export type Masked = string & { readonly [masked]: true }

/** Words of our own (tag names of the standards, fixed labels): never a value read from the page. */
export function constant(text: string): Masked {
  return text as Masked
}

/** Numbers and nothing else: times, rates, offsets. */
export function numerals(list: readonly number[]): Masked {
  return list.map(Number).join(' ') as Masked
}

/** For the files of this folder alone, at the end of each rule. */
export function pass(text: string): Masked {
  return text as Masked
}
