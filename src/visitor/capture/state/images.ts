import { OP } from '../../../protocol/codec/ops.ts'
import type { SectionWriter } from '../../../protocol/codec/section-writer.ts'
import { constant, type Masked } from '../../privacy/masked.ts'
import type { Privacy, Verdict } from '../../privacy/privacy.ts'
import type { Listener } from '../listeners.ts'

const BLOB = /^blob:/

/** Which of several addresses an image shows: the agent's browser would choose by its own pixels and preferences. */
export interface Images {
  readonly listeners: readonly Listener[]
  note(target: EventTarget | null): void
  flush(): void
}

export function createImages(parts: {
  readonly writer: SectionWriter<Masked>
  readonly privacy: Privacy
  readonly openId: (element: Element) => number
  readonly verdictOf: (id: number) => Verdict
  readonly pictured: (element: Element) => void
  readonly schedule: () => void
}): Images {
  const { writer, privacy } = parts
  const dirty = new Set<HTMLImageElement>()

  function send(image: HTMLImageElement): void {
    const id = parts.openId(image)
    const [srcset, sizes] = choiceOf(image)
    if (!id || !srcset) return
    if (BLOB.test(srcset)) return parts.pictured(image)
    const masked = (name: string, value: string): Masked =>
      privacy.attribute(image, parts.verdictOf(id), name, value) ?? constant('')
    writer.op(OP.source, id)
    writer.text(masked('srcset', srcset))
    writer.text(masked('sizes', sizes))
  }

  function note(target: EventTarget | null): void {
    if (!hasChoice(target as Element)) return
    dirty.add(target as HTMLImageElement)
    parts.schedule()
  }

  return {
    listeners: [['load', ({ target }) => note(target)]],
    note,
    flush() {
      for (const image of dirty) send(image)
      dirty.clear()
    },
  }
}

function hasChoice(element: Element | null): boolean {
  return (
    element?.localName === 'img' &&
    (element.hasAttribute('srcset') ||
      element.parentElement?.localName === 'picture' ||
      BLOB.test((element as HTMLImageElement).currentSrc))
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
