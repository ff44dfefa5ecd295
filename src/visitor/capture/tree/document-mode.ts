import { MODE } from '../../../protocol/codec/ops.ts'

/** Others with such a name, or without a system identifier, make the browser say `BackCompat`. */
const LIMITED = /^-\/\/W3C\/\/DTD (XHTML 1\.0|HTML 4\.01) (Frameset|Transitional)\/\//i

/** Which of the three modes the browser's parser chose for this document: of limited quirks it does not say. */
export function modeOf({ compatMode, contentType, doctype }: Document): number {
  if (compatMode === 'BackCompat') return MODE.quirks
  return contentType === 'text/html' && LIMITED.test(doctype?.publicId ?? '') ? MODE.limited : MODE.standards
}
