import { javascript } from '@codemirror/lang-javascript'
import { basicSetup, EditorView } from 'codemirror'

const doc = Array.from(
  { length: 60 },
  (_, i) => `function f${i}(x) {\n  return x * ${i} // times ${i}\n}`,
).join('\n')
const view = new EditorView({
  doc,
  extensions: [basicSetup, javascript()],
  parent: document.getElementById('app'),
})
view.dom.style.height = '400px'
globalThis.view = view
