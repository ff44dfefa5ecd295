// A company's own page on which guests begin (guests.joinRedirect).
import { guest } from './sidelong-agent.js'

const element = (selector) => document.querySelector(selector)
const { baseUrl } = await (await fetch('/server')).json()
const own = guest({ baseUrl })

function say(text, mayAskForTime) {
  element('#note').textContent = text
  element('#more').hidden = !mayAskForTime
}

function show({ code, expiresInSeconds }) {
  element('#ask').hidden = true
  say(`Your code: ${code}. Tell it to Nordwind within ${Math.ceil(expiresInSeconds / 60)} minutes.`, true)
}

const sayWhy = ({ code }) =>
  say(code === 'not-found' ? 'This link leads nowhere any more.' : 'That did not work. Please try again.')

own.on('admitted', () => say('Come in…'))
own.on('timeout', () => say('Your code has expired.', true))
own.on('error', sayWhy)

element('#ask').addEventListener('submit', (event) => {
  event.preventDefault()
  own.connect(element('#name').value).then(show, sayWhy)
})
element('#more').addEventListener('click', () => own.moreTime().then(show, sayWhy))
element('#ask').hidden = false
