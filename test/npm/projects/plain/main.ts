import type { ErrorCode } from '@sidelong/visitor'
import type {} from '@sidelong/visitor/global'
import { sidelong } from './sidelong'

const app = document.querySelector('#app') as HTMLElement
const button = document.createElement('button')
const state = document.createElement('output')
button.textContent = 'Get help'
app.append(button, state)

function show(text: string): void {
  state.textContent = text
}
show(sidelong.state)
sidelong.on('state', (event) => show(event.state))
sidelong.on('error', ({ code }) => console.warn(code satisfies ErrorCode))
button.addEventListener('click', async () => {
  const session = await sidelong.start({ randomKey: true, data: { basket: 3 } })
  show(`${session.status} ${session.key === window.Sidelong?.getKey()}`)
})

// What is wrong, the types say.
// @ts-expect-error
void sidelong.start({ keey: 'x' }).catch(() => {})
// @ts-expect-error
sidelong.on('agentz', () => {})
