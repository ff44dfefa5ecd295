import type { Placement } from './placements.ts'

/** Objects, embeds, frame sets, and blobs in CSS; documents in them also have scenarios of their own (test/e2e/objects.test.ts). */
export const EMBEDS: readonly Placement[] = [
  { id: 'B object fallback of a missing file', html: '<object data="/none.bin"><p>{c}</p></object>' },
  {
    id: 'B text in an own frame of a frame set',
    html: '<iframe srcdoc="<frameset cols=*><frame id=f></frameset>"></iframe>',
    run: 'const put = () => el.contentDocument?.querySelector("frame")?.contentDocument?.body?.append(c); el.addEventListener("load", put); put()',
  },
  {
    id: 'C object name',
    html: '<object name="{c}"></object>',
    never: 'what names an object, or is given to it, is never sent',
  },
  {
    id: 'C embed flashvars',
    html: '<embed flashvars="{c}">',
    never: 'what names an object, or is given to it, is never sent',
  },
  {
    id: 'D blob address in a style',
    html: '<div></div>',
    run: 'el.style.background = "url(" + URL.createObjectURL(new Blob([c])) + ")"',
    never: 'the payload of a blob is never read',
  },
]
