// A CRM's page with the viewer inside, or in a window of its own, and with who is on the shop's pages. Its own server knows
// who its agent is: it signs login keys, and fetches tokens by them.
import { createViewer, openViewer, presence } from './sidelong-agent.js'

const element = (selector) => document.querySelector(selector)
const get = async (path) => (await fetch(path)).json()
const server = await get('/server')
const getToken = async () => (await get('/token')).token
const getLoginKey = () => get('/login-key')
const buttons = Object.fromEntries(
  ['control', 'transfer', 'leave', 'end'].map((name) => [name, element(`#${name}`)]),
)

let viewer = null

function show({ state, privileges, page, control, participantId }) {
  const isOpen = !['idle', 'looking', 'ended'].includes(state)
  buttons.leave.disabled = !isOpen
  // A window of its own has its own buttons for these.
  const isFrame = isOpen && participantId !== null
  buttons.end.disabled = !isFrame || !privileges.includes('end')
  buttons.transfer.disabled = !isFrame
  buttons.control.disabled = !isFrame || !privileges.includes('click') || control.status === 'requested'
  const isOwn = control.status === 'on' && control.by === participantId
  buttons.control.textContent = isOwn ? 'Give control back' : 'Ask for control'
  element('#page').textContent = page ? page.title || page.url : '–'
}

function note(type, what) {
  const entry = document.createElement('li')
  entry.textContent = `${type}: ${what}`
  element('#log').append(entry)
}

function listen(to) {
  for (const type of ['state', 'session-started', 'session-ended', 'error', 'navigate', 'control', 'message'])
    to.on(type, ({ state, code, reason, url, status, name }) => {
      show(state)
      note(type, code ?? reason ?? url ?? status ?? name ?? state.state)
    })
}

/** What is refused is noted, with its code. */
const order = (name, done) => done.catch(({ code }) => note(name, code))

function look(key) {
  viewer?.close()
  viewer = createViewer(element('.screen'), { ...server, key, wait: true, getLoginKey })
  listen(viewer)
}

element('#open').addEventListener('submit', (event) => {
  event.preventDefault()
  const key = new FormData(event.target).get('code')
  if (event.submitter.id === 'window') {
    viewer?.close()
    viewer = openViewer({ ...server, key, getToken, windowName: 'sidelong' })
    listen(viewer)
  } else look(key)
})
buttons.control.addEventListener('click', () => {
  const isOn = viewer.state.control.status === 'on'
  order('control', isOn ? viewer.releaseControl() : viewer.requestControl())
})
buttons.transfer.addEventListener('click', () =>
  order('transfer', viewer.transfer({ to: { role: 'senior' }, note: 'Case 20318' })),
)
buttons.leave.addEventListener('click', () => (viewer.url ? viewer.close() : viewer.leave()))
buttons.end.addEventListener('click', () => viewer.end())

const there = new Map()
const visitors = presence(server.groupId, { ...server, getToken })
let invited = null

visitors.subscribe((event) => {
  if (event.type === 'error') return note('presence', event.code)
  if (event.type === 'snapshot') {
    there.clear()
    for (const visitor of event.visitors) there.set(visitor.visitorId, visitor)
  } else if (event.visitor) there.set(event.visitorId, event.visitor)
  else there.delete(event.visitorId)
  element('#visitors').replaceChildren(...[...there.values()].map(rowOf))
  const invitation = event.visitor?.invitation
  if (event.type !== 'invitation' || invitation?.id !== invited) return
  note('invitation', invitation.state)
  if (invitation.state === 'started') look(invitation.key)
})

function rowOf({ visitorId, title, url }) {
  const row = document.createElement('li')
  const button = document.createElement('button')
  button.textContent = `Invite ${visitorId}`
  button.addEventListener('click', async () => {
    invited = (await visitors.invite(visitorId).catch(({ code }) => note('invitation', code)))?.id
  })
  row.append(`${title || url} `, button)
  return row
}
