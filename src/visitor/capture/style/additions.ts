import type { Stoppable } from '../../../base/stoppable.ts'
import { LIMITS } from '../../../protocol/limits.ts'
import type { Realm, Wrapping } from '../wrapping.ts'

/** What script adds to the page's styles beside sheets: only the call says what it is, no question afterwards. */
export interface Additions {
  /** `undo` is stopped at the end. */
  install(realm: Realm, undo: Stoppable[]): void
  /** What a font was made of: the text of `src`, or its bytes; nothing for one that was made before our time. */
  sourceOf(face: FontFace): string | Blob | undefined
  /** Registered in this realm, in the order of the calls. */
  propertiesOf(realm: object): readonly PropertyDefinition[]
  /** How often something was added or taken away: to look through a document's fonts has the browser compute its styles. */
  readonly changes: number
}

type FontSource = ConstructorParameters<typeof FontFace>[1]

export function createAdditions(wrapping: Wrapping, changed: () => void): Additions {
  const sources = new WeakMap<FontFace, string | Blob>()
  const properties = new WeakMap<object, PropertyDefinition[]>()
  let bytes = 0
  let changes = 0

  function noteChange(): void {
    changes++
    changed()
  }

  function note(face: FontFace, source: FontSource): void {
    if (typeof source === 'string') sources.set(face, source)
    else {
      if (source.byteLength > LIMITS.maxFontBytes || bytes + source.byteLength > LIMITS.maxFontsBytes) return
      bytes += source.byteLength
      // Copied: the page may go on with its buffer.
      sources.set(face, new Blob([source as ArrayBuffer]))
    }
  }

  return {
    install(realm, undo) {
      const original = realm.FontFace
      const wrapper = new Proxy(original, {
        construct(target, args, newTarget) {
          const face = Reflect.construct(target, args, newTarget === wrapper ? target : newTarget) as FontFace
          wrapping.guarded(() => note(face, args[1] as FontSource))
          return face
        },
      })
      const global = realm as { FontFace: typeof FontFace }
      global.FontFace = wrapper
      undo.push({
        stop() {
          if (global.FontFace === wrapper) global.FontFace = original
        },
      })
      const fonts = realm.document.fonts.constructor.prototype
      wrapping.afterMethod(fonts, 'add delete clear', noteChange)
      const known: PropertyDefinition[] = []
      properties.set(realm, known)
      wrapping.afterMethod(realm.CSS, 'registerProperty', (_, __, definition) => {
        if (known.length < LIMITS.maxExtraRules) known.push({ ...(definition as PropertyDefinition) })
        noteChange()
      })
    },
    sourceOf: (face) => sources.get(face),
    propertiesOf: (realm) => properties.get(realm) ?? [],
    get changes() {
      return changes
    },
  }
}
