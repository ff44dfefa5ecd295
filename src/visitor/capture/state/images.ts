import { OP } from '../../../protocol/codec/ops.ts'
import type { SectionWriter } from '../../../protocol/codec/section-writer.ts'
import { constant, type Masked } from '../../privacy/masked.ts'
import type { Privacy, Verdict } from '../../privacy/privacy.ts'

/** Which of several addresses an image shows: the agent's browser would choose by its own pixels and preferences. */
export interface Images {
  addRoot(root: Document | ShadowRoot): void
  flush(): void
}

export function createImages(parts: {
  readonly writer: SectionWriter<Masked>
  readonly privacy: Privacy
  readonly openId: (element: Element) => number
  readonly verdictOf: (id: number) => Verdict
  readonly signal: AbortSignal
  readonly schedule: () => void
}): Images {
  const { writer, privacy, signal } = parts
  const dirty = new Set<HTMLImageElement>()

  function send(image: HTMLImageElement): void {
    const id = parts.openId(image)
    const [srcset, sizes] = choiceOf(image)
    if (!id || !srcset) return
    const masked = (name: string, value: string): Masked =>
      privacy.attribute(image, parts.verdictOf(id), name, value) ?? constant('')
    writer.op(OP.source, id)
    writer.text(masked('srcset', srcset))
    writer.text(masked('sizes', sizes))
  }

  return {
    addRoot(root) {
      const note = ({ target }: Event): void => {
        if (!hasChoice(target as Element)) return
        dirty.add(target as HTMLImageElement)
        parts.schedule()
      }
      root.addEventListener('load', note, { capture: true, passive: true, signal })
      for (const image of root.querySelectorAll<HTMLImageElement>('img[srcset],picture>img')) dirty.add(image)
    },
    flush() {
      for (const image of dirty) send(image)
      dirty.clear()
    },
  }
}

function hasChoice(element: Element): boolean {
  return (
    element.localName === 'img' &&
    (element.hasAttribute('srcset') || element.parentElement?.localName === 'picture')
  )
}

/** The candidate that is shown, as `srcset` has it, and the `sizes` that go with it; empty if none is. */
function choiceOf(image: HTMLImageElement): readonly [srcset: string, sizes: string] {
  const { currentSrc, parentElement, ownerDocument } = image
  const sources =
    parentElement?.localName === 'picture' ? parentElement.querySelectorAll(':scope>source') : []
  for (const element of [...sources, image])
    for (const [, url = '', density = ''] of (element.getAttribute('srcset') ?? '').matchAll(
      /\s*([^\s,]\S*[^\s,]|[^\s,])((?:\s+[^,]+)?)\s*(?:,|$)/g,
    ))
      if (URL.parse(url, ownerDocument.baseURI)?.href === currentSrc)
        return [`${currentSrc}${density}`, element.getAttribute('sizes') ?? '']
  return [currentSrc, '']
}
