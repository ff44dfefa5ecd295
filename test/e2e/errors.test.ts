import { expect } from 'vitest'
import { createCanarySearch, newCanary } from '../support/canaries.ts'
import { type Scenario, scenario } from '../support/scenario.ts'
import { makeSite } from '../support/site.ts'

const secret = { shown: newCanary('shown'), masked: newCanary('masked'), sent: newCanary('sent') }
const site = makeSite({
  'index.html': `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Case</title></head><body>
    <p id="words">${secret.shown}</p><input id="field" type="password" value="${secret.masked}">
    <select id="select"><option>one</select></body></html>`,
})

/** Everything that the page is told by events, and by what its calls reject with. */
const HEAR = `window.heard = []
  const describe = (value) => value instanceof Error
    ? { ...value, name: value.name, message: value.message, stack: value.stack } : value
  window.hear = (value) => void heard.push(JSON.stringify(describe(value)))
  for (const name of ['error', 'mask', 'state', 'connection', 'session-ended', 'blocked', 'control', 'presence', 'pause'])
    Sidelong.on(name, (payload) => hear(payload))
  window.secret = document.getElementById('words').textContent + document.getElementById('field').value`

/** Ways in which a page makes our code fail, with its own words in the errors. */
const CALLS: readonly (readonly [call: string, code: string])[] = [
  ['Sidelong.start({ key: secret })', 'already-in-session'],
  ['Sidelong.showTerms({ key: 5, data: { a: secret } })', 'bad-params'],
  ['Sidelong.messages.send(secret, {})', 'bad-params'],
  ['Sidelong.messages.send("a", secret.repeat(2000))', 'message-too-large'],
  ['Sidelong.navigation.crossDomain({ url: "https://" + secret + ".example/" })', 'handover-refused'],
  ['Sidelong.presence.update({ a: [secret] })', 'bad-params'],
  ['Sidelong.masking.preview(secret)', 'bad-params'],
]

async function callAll({ visitor }: Scenario): Promise<string[]> {
  const codes: string[] = []
  for (const [call] of CALLS)
    codes.push(
      await visitor.page.evaluate(
        `(async () => ${call})().then(() => 'fine', (error) => (hear(error), error.code))`,
      ),
    )
  return codes
}

/** What the servers say to nonsense that holds the secret. */
async function provoke({ stack }: Scenario): Promise<string> {
  const answers: string[] = []
  const [server = ''] = stack.sessionServers
  const bodies = [secret.sent, `{"groupId":"${secret.sent}"}`, `{"groupId":1,"site":"${secret.sent}"}`]
  const addresses = [
    ...['settings', 'sessions', 'sessions/continue', secret.sent].map(
      (path) => new URL(`/v1/visitor/${path}`, stack.console).href,
    ),
    `${server}/view/${secret.sent}`,
    `${server}/${secret.sent}`,
  ]
  for (const address of addresses)
    for (const body of bodies) {
      const answer = await fetch(address, {
        method: 'POST',
        headers: { 'content-type': 'application/json', origin: new URL(stack.site).origin },
        body,
      })
      answers.push(`${answer.status} ${await answer.text()}`)
    }
  for (const first of [
    secret.sent,
    `{"type":"${secret.sent}"}`,
    `{"type":"hello","protocol":1,"sessionId":"${secret.sent}"}`,
  ]) {
    const socket = new WebSocket(`${server.replace(/^http/, 'ws')}/v1/visitor`, {
      headers: { origin: new URL(stack.site).origin },
    } as never)
    const closed = new Promise<string>((resolve) => {
      socket.addEventListener('open', () => socket.send(first))
      socket.addEventListener('message', ({ data }) => answers.push(String(data)))
      socket.addEventListener('close', ({ code, reason }) => resolve(`${code} ${reason}`))
    })
    answers.push(await closed)
  }
  return answers.join('\n')
}

scenario(
  'ER-2: whatever fails, no error, payload or line of the logs has a word of the page, shown or masked',
  {
    stack: { site, env: { SIDELONG_LOG: 'trace' } },
    canaries: [secret.masked],
    skip: { tree: 'the session ends by a fault' },
  },
  async (s) => {
    const { page } = s.visitor
    await s.meet()
    await page.evaluate(HEAR)
    expect(await callAll(s)).toEqual(CALLS.map(([, code]) => code))
    // The hook fails in the page's own words, and names what is no selector.
    for (const hook of ['Promise.reject(new Error(secret))', '{ maskedElements: ["p:::" + secret] }']) {
      await page.evaluate(`Sidelong.masking.setHook(async () => (${hook}))`)
      await s.agent.untilState('hidden')
      await page.evaluate('Sidelong.masking.setHook(async () => ({})); Sidelong.masking.refresh()')
      await s.agent.untilState('live')
    }
    const answers = await provoke(s)
    // Our own code fails over the page, with its words in the error.
    await page.evaluate(`Object.defineProperty(HTMLSelectElement.prototype, 'selectedOptions', {
      get() { throw Object.assign(new Error(secret), { name: secret }) } })
      document.getElementById('select').value = 'one'
      document.getElementById('select').append(new Option('two'))`)
    await s.visitor.untilStatus(null)
    await s.agent.untilState('ended')
    const heard: string[] = await page.evaluate('heard')
    expect(heard.join('\n')).toMatch(/hook-failed[\s\S]*script-error/)
    const search = createCanarySearch(Object.values(secret), { pieces: true })
    const places = {
      "the page's events and rejections": heard.join('\n'),
      'answers of the servers': answers,
      'the logs': s.stack.log(),
      "the visitor's console": JSON.stringify(s.visitorTap.console),
      "the agent's console": JSON.stringify(s.agentTap.console),
      "the agent's page": await s.agent.page.locator('body').innerText(),
    }
    expect(Object.entries(places).flatMap(([place, text]) => search(place, text))).toEqual([])
    // The search reads what is there.
    expect(answers).toContain('400')
    expect(s.stack.log()).toContain('"level"')
  },
)
