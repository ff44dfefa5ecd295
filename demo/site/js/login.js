import { $, setError } from './dom.js'

const password = $('#password')
$('#password-toggle').addEventListener('click', (event) => {
  const isHidden = password.type === 'password'
  password.type = isHidden ? 'text' : 'password'
  event.currentTarget.textContent = isHidden ? 'Hide' : 'Show'
  event.currentTarget.setAttribute('aria-pressed', String(isHidden))
})
$('#login-form').addEventListener('submit', (event) => {
  event.preventDefault()
  const email = $('#email')
  setError(email, /^\S+@\S+\.\S+$/.test(email.value) ? '' : 'Enter the e-mail address of your account.')
  setError(
    password,
    password.value.length >= 4 ? '' : 'Enter your password. In this demo any four characters will do.',
  )
  const wrong = $('[aria-invalid=true]', event.currentTarget)
  if (wrong) wrong.focus()
  else location.assign('index.html')
})
