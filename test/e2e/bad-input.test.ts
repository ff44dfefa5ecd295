import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, expect } from 'vitest'
import { ensureUser } from '../../src/web-server/accounts/users.ts'
import { openDatabase } from '../../src/web-server/db/open.ts'
import { ensureGroup, ensureMembership } from '../../src/web-server/groups/groups.ts'
import type { Agent } from '../support/agent.ts'
import { scenario } from '../support/scenario.ts'

const noTree = { tree: 'nobody gets in' }
const allowConsole = [/status of 40[0-9]/]

/** What the console says to this key. */
async function refusalOf(agent: Agent, key: string): Promise<string> {
  const { page } = agent
  await page.locator('form input').first().fill(key)
  await page.keyboard.press('Enter')
  const alert = page.getByRole('alert').or(page.locator('[class*=error]')).first()
  await alert.waitFor()
  const text = (await alert.innerText()).replaceAll(key, 'KEY')
  expect(page.url()).not.toContain('/view/')
  return text
}

scenario(
  'JN-3: a key that does not exist lets nobody in',
  { skip: noTree, allowConsole },
  async ({ visitor, agent }) => {
    const key = await visitor.start()
    await agent.login()
    const other = key === '123456' ? '123457' : '123456'
    expect(await refusalOf(agent, other)).not.toBe('')
    expect(await visitor.status()).toBe('W')
  },
)

const data = join(mkdtempSync(join(tmpdir(), 'sidelong-e2e-')), 'data')
const stranger = { email: 'agent@other.test', password: 'other-group-passw0rd', name: 'Olga Other' }

beforeAll(async () => {
  const db = await openDatabase({ kind: 'pglite', folder: join(data, 'database') })
  const groupId = await ensureGroup(db, { id: 815, name: 'Another company' })
  await ensureMembership(db, { userId: await ensureUser(db, stranger), groupId, role: 'agent' })
  await db.destroy()
  // It names this process, which lives on.
  rmSync(join(data, 'database.lock'))
}, 60_000)

scenario(
  'JN-3 SA-17: a key of another group is answered exactly like one that does not exist',
  { stack: { data }, skip: noTree, allowConsole },
  async ({ visitor, agent }) => {
    const key = await visitor.start()
    await agent.login(stranger)
    const forReal = await refusalOf(agent, key)
    await agent.page.reload()
    const forNone = await refusalOf(agent, key === '123456' ? '123457' : '123456')
    expect(forReal).toBe(forNone)
    expect(await visitor.status()).toBe('W')
  },
)

scenario(
  'JN-9 SA-14: a join credential works once; its second use is refused and harms nobody',
  {},
  async ({ meet, agent, agentTap, untilEqual }) => {
    await meet()
    const join = agentTap.requests.find((request) => /\/join\/[\w-]{22}$/.test(request.url()))
    const headers = await join!.allHeaders()
    expect(headers.cookie).toMatch(/sidelong/)
    const answer = await fetch(join!.url(), {
      headers: { cookie: headers.cookie ?? '' },
      redirect: 'manual',
    })
    expect(answer.status).toBe(401)
    expect(answer.headers.get('set-cookie') ?? '').not.toMatch(/__Host-sidelong-[\w-]{22}=\w/)
    expect(await agent.state()).toBe('live')
    await untilEqual()
  },
)

scenario(
  'SE-8 SA-18: without the agent’s own cookie a view address shows nothing',
  {},
  async ({ meet, agent, browser }) => {
    await meet()
    const context = await browser.newContext()
    const page = await context.newPage()
    const answer = await page.goto(agent.page.url())
    expect(answer?.status()).toBe(401)
    expect(page.frames()).toHaveLength(1)
    await context.close()
  },
)

scenario(
  'RO-4: a wrong password gets nobody in',
  { skip: noTree, allowConsole },
  async ({ agent, stack }) => {
    const { page } = agent
    await page.goto(stack.console)
    await page.locator('input[name=email]').fill(stack.agent.email)
    await page.locator('input[name=password]').fill('not-the-password')
    await page.locator('button[type=submit]').click()
    await page.getByRole('alert').waitFor()
    expect(await page.locator('input[name=email]').count()).toBe(1)
  },
)
