import { expect } from 'vitest'
import { newCanary } from '../support/canaries.ts'
import { scenario } from '../support/scenario.ts'
import { makeSite } from '../support/site.ts'

const typed = newCanary('typed')

scenario(
  'MK-7 MK-19: what the settings name is not sent, whatever is typed into it',
  { path: 'account/transfer.html', canaries: [typed] },
  async ({ meet, visitor, agent, untilEqual }) => {
    await meet()
    const field = visitor.page.locator('#recipient-iban')
    await field.fill(typed)
    await field.press('End')
    await field.pressSequentially('1234')
    await untilEqual()
    const stage = await agent.stage()
    await expect.poll(() => stage.locator('input[data-sl-masked]').count()).toBeGreaterThan(0)
  },
)

const canary = {
  value: newCanary('value'),
  text: newCanary('text'),
  late: newCanary('late'),
  data: newCanary('data'),
}
const canaries = Object.values(canary)

const page = (body: string, script = ''): string =>
  `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Case</title></head><body>
<p id="open">open words</p>${body}<script>${script}</script></body></html>`

const site = makeSite({
  'index.html': page(`
    <input id="password" type="password" value="${canary.value}">
    <input type="hidden" name="token" value="${canary.data}">
    <input autocomplete="section-a billing cc-number" value="${canary.value}">
    <textarea class="glance_masked">${canary.text}</textarea>
    <div data-sidelong-mask title="${canary.text}" data-x="${canary.data}"><p>${canary.text}</p></div>
    <div class="card" id="box"><b>${canary.text}</b></div>`),
  'late.html': page('<div id="list"></div><div id="host"><span id="light">slotted</span></div>'),
})
const stack = { site, settings: { 'masking.selectors': ['.card', '.late'] } }

scenario(
  'MK-2 MK-3 MK-4 MK-5 MK-7 MK-20: nothing of what is always masked, or named by the settings, gets out',
  { stack, canaries, canaryPieces: true },
  async ({ meet, visitor, untilEqual }) => {
    await meet()
    // Sticky: a field that was a password stays hidden when its type is toggled.
    await visitor.page.locator('#password').evaluate((field) => {
      ;(field as HTMLInputElement).type = 'text'
    })
    await visitor.page.waitForTimeout(300)
    await visitor.page.locator('#password').evaluate((field) => {
      ;(field as HTMLInputElement).type = 'password'
    })
    await untilEqual()
  },
)

scenario(
  'MK-23: what is inserted, re-classed or moved under a mask is hidden before it is sent',
  { stack, path: 'late.html', canaries, canaryPieces: true },
  async ({ meet, visitor, untilEqual }) => {
    await meet()
    await visitor.page.evaluate(({ late, text, data }) => {
      const list = document.querySelector('#list') as HTMLElement
      list.innerHTML = `<p class="late">${late}</p><ul class="card"><li>${text}</li></ul>`
      const moved = document.createElement('p')
      moved.textContent = data
      list.querySelector('ul')?.append(moved)
      const open = document.createElement('div')
      open.className = 'card'
      open.append(document.createTextNode(late))
      list.append(open)
    }, canary)
    await untilEqual()
  },
)

scenario(
  'MK-23: what is slotted into a mask after the start becomes hidden',
  { stack, path: 'late.html' },
  async ({ meet, visitor, agent, untilEqual }) => {
    await meet()
    await visitor.page.evaluate(() => {
      const root = (document.querySelector('#host') as HTMLElement).attachShadow({ mode: 'open' })
      root.innerHTML = '<div class="card"><slot></slot></div>'
    })
    await untilEqual()
    const stage = await agent.stage()
    expect(await stage.getByText('slotted').count()).toBe(0)
  },
)
