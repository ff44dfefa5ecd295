import { createMake, type Make } from '../ui/elements.ts'
import { askQuestion, type Question } from '../ui/question.ts'
import type { Texts } from '../ui/texts.ts'
import type { Drawings } from './drawings.ts'

const STYLE = `
dialog,dialog *{pointer-events:auto}
button{font:inherit;cursor:pointer;min-height:36px;padding:4px 16px;border:1px solid #55616f;border-radius:10px;background:#fff;color:#1c2530}
button:hover{background:#eef1f5}
:focus-visible{outline:3px solid #1f5fd0;outline-offset:2px}
dialog{border:0;padding:24px;width:420px;max-width:calc(100vw - 24px);max-height:calc(100vh - 24px);overflow:auto;color:inherit;background:#fff;border-radius:14px;font-size:15px;box-shadow:0 8px 28px #0f19282e}
dialog::backdrop{background:#0f192880}
h2{font-size:19px;line-height:1.3;margin:0 0 10px;outline:0;overflow-wrap:anywhere}
p,ul{margin:0 0 12px}
ul{padding-inline-start:20px}
.pair{display:flex;gap:10px;margin-top:16px}
.pair button{flex:1;min-height:44px}
@media (pointer:coarse){button{min-height:44px}}
`

/** Where the parts that come with agents ask the visitor: in the layer of the drawings, with a style of their own. */
export interface QuestionBox {
  readonly make: Make
  hold(): ReturnType<Drawings['hold']>
  ask(question: string, ...about: readonly Node[]): Question
}

/** `style`: of what else the part shows there. */
export function createQuestionBox(
  window: Window & typeof globalThis,
  drawings: Drawings,
  texts: Texts,
  style = '',
): QuestionBox {
  const make = createMake(window.document)
  const sheet = new window.CSSStyleSheet()
  sheet.replaceSync(STYLE + style)
  let styled: ShadowRoot | null = null

  function hold(): ReturnType<Drawings['hold']> {
    const held = drawings.hold()
    const { root } = held.layer
    if (styled !== root) root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet]
    styled = root
    return held
  }

  return {
    make,
    hold,
    ask(question, ...about) {
      const held = hold()
      const asked = askQuestion(held.layer.root, make, texts, question, ...about)
      void asked.answer.then(held.release)
      return asked
    },
  }
}
