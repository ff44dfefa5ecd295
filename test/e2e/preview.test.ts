import { expect } from 'vitest'
import { scenario } from '../support/scenario.ts'
import { makeSite } from '../support/site.ts'

const site = makeSite({
  'index.html': `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Case</title>
    <style>body { margin: 0 } div, input { display: block; width: 200px; height: 40px; margin: 8px } .scroll { overflow: auto; height: 60px }</style></head><body>
    <p>Open words</p>
    <input id="password" type="password" value="open sesame">
    <div class="card">4111</div>
    <div class="senior">secret of the seniors</div>
    <div class="scroll"><div style="height: 300px"></div><div class="card">out of sight</div></div>
    <x-host></x-host>
    <script>
      document.querySelector('x-host').attachShadow({ mode: 'open' }).innerHTML = '<div class="card" style="height: 40px">in a shadow</div>'
    </script></body></html>`,
})
const settings = {
  'masking.selectors': ['.card'],
  'masking.roleSelectors': { senior: ['.senior'] },
}
const stack = { site, settings }

scenario(
  'UI-9 MK-29: #sidelong-preview shows what is hidden and why, for each role, and sends no page content',
  { stack, path: '#sidelong-preview', skip: { tree: 'no session', frames: 'no session' } },
  async ({ visitor, visitorTap }) => {
    const { page, ui } = visitor
    const bar = ui.getByRole('region', { name: 'What agents cannot see' })
    await bar.waitFor()
    await expect.poll(() => bar.getByRole('status').textContent()).toBe('4')
    const boxes = ui.locator('.area')
    // One of the four is scrolled out of sight.
    await expect
      .poll(() => boxes.allTextContents())
      .toEqual(['always hidden', 'hidden by the settings', 'hidden by the settings'])
    const over = async (selector: string) => {
      const [box, field] = [await boxes.first().boundingBox(), await page.locator(selector).boundingBox()]
      return { box, field }
    }
    const { box, field } = await over('#password')
    expect(box).toEqual(field)

    // By keyboard: only what a person does counts.
    await bar.getByRole('combobox').nth(2).press('ArrowDown')
    await expect.poll(() => bar.getByRole('status').textContent()).toBe('5')
    await expect.poll(() => boxes.allTextContents()).toContain('hidden for this role')

    await bar.getByRole('combobox').first().press('ArrowDown')
    await expect.poll(() => ui.locator('.agent .area').first().getAttribute('data-text')).toBe('********')

    await bar.getByRole('button', { name: 'Close' }).click()
    await expect.poll(() => ui.locator('.area').count()).toBe(0)
    const posts = visitorTap.requests.filter((request) => request.method() === 'POST')
    expect([...new Set(posts.map((request) => new URL(request.url()).pathname))]).toEqual([
      '/v1/visitor/settings',
    ])
    expect(visitorTap.frames).toEqual([])
  },
)

scenario(
  'UI-9 MK-29 UI-6: in a session the visitor can look at what is hidden; the agent sees nothing of that',
  { stack, masks: ['.senior'] },
  async ({ meet, visitor, untilEqual }) => {
    await meet()
    const { page, ui } = visitor
    await ui.getByRole('button', { name: 'What is hidden?' }).click()
    const bar = ui.getByRole('region', { name: 'What agents cannot see' })
    // With what the role of the agent who is here adds.
    await expect.poll(() => bar.getByRole('status').textContent()).toBe('5')
    await expect.poll(() => ui.locator('.area').allTextContents()).toContain('hidden for this role')
    await untilEqual()
    await page.locator('p').evaluate((p) => p.classList.add('card'))
    await expect.poll(() => bar.getByRole('status').textContent()).toBe('6')
    await untilEqual()
    await ui.getByRole('button', { name: 'What is hidden?' }).click()
    await expect.poll(() => bar.count()).toBe(0)
  },
)

scenario(
  'MK-29: whoever sets up masks clicks an element and gets selectors; the page does not notice, and nothing is sent',
  {
    stack: { site, settings: { ...settings, 'masking.selectors': ['.card', '#nowhere'] } },
    path: '#sidelong-preview',
    // Where the link leads there is nothing.
    allowConsole: [/status of 404/],
    skip: { tree: 'no session', frames: 'no session' },
  },
  async ({ visitor, visitorTap }) => {
    const { page, ui } = visitor
    await ui.getByRole('button', { name: 'Pick elements' }).click()
    await expect.poll(() => ui.locator('.pick').innerText()).toContain('match nothing here: #nowhere')
    await page.evaluate(() => {
      const senior = document.querySelector('.senior') as HTMLElement
      senior.innerHTML = '<a class="link" href="/elsewhere">secret of the seniors</a>'
    })
    await page.locator('.link').click()
    const options = ui.locator('.pick option')
    await expect
      .poll(() => options.allTextContents())
      .toEqual(['.link (1)', expect.stringMatching(/> div:nth-of-type\(2\) > a \(1\)$/)])
    expect(new URL(page.url()).pathname).not.toBe('/elsewhere')
    await ui.getByRole('button', { name: 'Add to the list' }).click()
    await page.getByText('Open words').click()
    await ui.getByRole('button', { name: 'Add to the list' }).click()
    expect(await ui.getByLabel('Your selectors').inputValue()).toBe('.link\nhtml > body > p\n')
    await expect.poll(() => ui.locator('.picked .area').count()).toBe(1)
    const posts = visitorTap.requests.filter((request) => request.method() === 'POST')
    expect([...new Set(posts.map((request) => new URL(request.url()).pathname))]).toEqual([
      '/v1/visitor/settings',
    ])
    expect(visitorTap.frames).toEqual([])
    await ui.getByRole('button', { name: 'Close' }).click()
    await page.locator('.link').click()
    await expect.poll(() => new URL(page.url()).pathname).toBe('/elsewhere')
  },
)
