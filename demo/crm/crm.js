// A CRM's page with the viewer inside: logs its agent in by a login key that its own server signs, and speaks with the
// viewer over one port.
const log = document.querySelector('#log')
const screen = document.querySelector('.screen')
const buttons = { leave: document.querySelector('#leave'), end: document.querySelector('#end') }

let port = null
let nextId = 1

/** The frame says hello; the answer is its nonce and a port, to the viewer's origin only. */
function greet(frame, host) {
  function listen(event) {
    if (event.origin !== host || event.source !== frame.contentWindow) return
    const { sidelong, type, nonce } = event.data ?? {}
    if (sidelong !== 1 || type !== 'hello') return
    const channel = new MessageChannel()
    port?.close()
    port = channel.port1
    port.onmessage = ({ data }) => receive(data)
    event.source.postMessage({ sidelong: 1, type: 'welcome', nonce }, host, [channel.port2])
  }
  window.addEventListener('message', listen)
}

function receive(message) {
  if (message.type === undefined) return
  const { state, privileges } = message.state
  const isOpen = !['idle', 'looking', 'ended'].includes(state)
  buttons.leave.disabled = !isOpen
  buttons.end.disabled = !isOpen || !privileges.includes('end')
  const words = [message.type, message.payload.code ?? message.payload.reason ?? state]
  const entry = document.createElement('li')
  entry.textContent = words.join(': ')
  log.append(entry)
}

const send = (type, payload = {}) => port?.postMessage({ id: nextId++, type, payload })
buttons.leave.addEventListener('click', () => send('leave'))
buttons.end.addEventListener('click', () => send('end'))

document.querySelector('#open').addEventListener('submit', async (event) => {
  event.preventDefault()
  const key = new FormData(event.target).get('code')
  const { host, ...ticket } = await (await fetch('/login-key')).json()
  const frame = document.createElement('iframe')
  frame.name = `viewer-${nextId++}`
  frame.title = 'The customer’s screen'
  screen.replaceChildren(frame)
  greet(frame, host)
  // By form: a login key does not belong into an address.
  const form = Object.assign(document.createElement('form'), {
    method: 'post',
    action: `${host}/agent/embed`,
    target: frame.name,
    hidden: true,
  })
  for (const [name, value] of Object.entries({ ...ticket, key, wait: '1' }))
    form.append(Object.assign(document.createElement('input'), { type: 'hidden', name, value }))
  document.body.append(form)
  form.submit()
  form.remove()
})
