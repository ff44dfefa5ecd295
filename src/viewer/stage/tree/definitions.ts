import { VIEWER_LIMITS } from '../../limits.ts'
import * as native from '../natives.ts'
import { isCustomName } from './allowed-elements.ts'

/**
 * What the visitor's page has defined is defined here, too, or `:not(:defined)`, with which pages hide elements until their
 * script is there, would hide them for good. The classes are empty: no callbacks, no observed attributes, nothing of the visitor's.
 */
export interface Definitions {
  define(name: string): void
}

export function createDefinitions(): Definitions {
  let left: number = VIEWER_LIMITS.maxElementDefinitions
  return {
    define(name) {
      if (left === 0 || !isCustomName(name) || native.customElement(name)) return
      try {
        native.defineElement(name, class extends HTMLElement {})
        left--
      } catch {
        // Reserved, or not a custom element's name to this browser: such elements count as defined anyway.
      }
    },
  }
}
