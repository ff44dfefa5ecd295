import * as native from '../natives.ts'

/** What would be asked before the `src` of an image. */
export function dropCandidates(image: HTMLImageElement): void {
  native.removeAttribute(image, 'srcset')
  const parent = native.parentNode(image)
  if (parent instanceof HTMLPictureElement)
    for (let at = native.firstChild(parent); at; at = native.nextSibling(at))
      if (at instanceof HTMLSourceElement) native.removeAttribute(at, 'srcset')
}
