import '@mantine/core/styles.css'
import './app.css'
import { loadTexts } from './texts.ts'

const { documentElement } = document
const root = document.getElementById('root')
if (root) void begin(root)

/** The texts first: other modules take theirs while they load. */
async function begin(root: Element): Promise<void> {
  documentElement.lang = await loadTexts(documentElement.lang, navigator.languages)
  const { start } = await import('./start.tsx')
  start(root)
}
