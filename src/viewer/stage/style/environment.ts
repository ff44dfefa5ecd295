import { ENVIRONMENT } from '../../../protocol/codec/ops.ts'
import type { MediaValues } from './rewrite.ts'

/** The visitor's preferences, where they are not those of the stage's own browser. */
export interface Environment {
  readonly values: MediaValues
  /** True if another answer is due from now on. */
  set(bits: number): boolean
}

function valuesOf(bits: number): [feature: string, value: string][] {
  const pick = (bit: number, yes: string, no: string): string => (bits & bit ? yes : no)
  return [
    ['prefers-color-scheme', pick(ENVIRONMENT.dark, 'dark', 'light')],
    ['prefers-reduced-motion', pick(ENVIRONMENT.reducedMotion, 'reduce', 'no-preference')],
    ['forced-colors', pick(ENVIRONMENT.forcedColors, 'active', 'none')],
    ['prefers-contrast', pick(ENVIRONMENT.moreContrast, 'more', 'no-preference')],
    ['hover', pick(ENVIRONMENT.noHover, 'none', 'hover')],
    ['pointer', pick(ENVIRONMENT.coarsePointer, 'coarse', pick(ENVIRONMENT.noPointer, 'none', 'fine'))],
  ]
}

export function createEnvironment(matches: (query: string) => boolean): Environment {
  let values: MediaValues = new Map()
  return {
    get values() {
      return values
    },
    set(bits) {
      const before = JSON.stringify([...values])
      values = new Map(valuesOf(bits).filter(([feature, value]) => !matches(`(${feature}:${value})`)))
      return JSON.stringify([...values]) !== before
    },
  }
}
