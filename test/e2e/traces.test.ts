import { mkdtempSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'vitest'
import { newCanary } from '../support/canaries.ts'
import { type Scenario, scenario } from '../support/scenario.ts'

/* What is left of a session when it is over: the record that it was, and nothing of what it showed or was held by. */

const data = mkdtempSync(join(tmpdir(), 'sidelong-traces-'))
const stack = { data, env: { SIDELONG_LOG: 'trace' } }
const masked = newCanary()
const shown = newCanary()
const startedMs = Date.now()

scenario(
  'CO-1 SA-36: neither page content nor a credential is left in database, logs or temporary files',
  { stack, path: 'checkout.html', canaries: [masked] },
  async (s) => {
    const secrets = noteSecrets(s)
    const key = await s.visitor.start()
    await s.agent.login()
    await s.agent.joinByLink(key)
    await s.untilEqual()
    await s.visitor.page.locator('#card-number').fill(masked)
    await s.visitor.page.locator('#given-name').fill(shown)
    await s.untilEqual()
    const stage = await s.agent.stage()
    await expect
      .poll(() =>
        stage.evaluate(
          () => document.body.innerHTML + [...document.querySelectorAll('input')].map((one) => one.value),
        ),
      )
      .toContain(shown)
    const held = await secrets()
    await s.agent.end()
    await s.agent.untilState('ended')
    await s.visitor.untilStatus(null)

    expect(Object.keys(held).sort()).toEqual([
      'agent cookie',
      'join credential',
      'log-in cookie',
      'visitor credential',
    ])
    const places = [
      ...filesBelow(data),
      ...filesBelow(tmpdir()).filter((path) => !path.startsWith(data) && changedSince(path, startedMs)),
    ]
    // The record of the session is there: the search reads what is written.
    expect(places.some((path) => contentOf(path).includes(`:${key}:`))).toBe(true)
    const wanted = { ...held, 'masked value': masked, 'shown value': shown, password: s.stack.agent.password }
    const found: string[] = []
    for (const [what, value] of Object.entries(wanted)) {
      if (s.stack.log().includes(value)) found.push(`${what} in the logs`)
      for (const path of places) {
        // The try-out keeps the password that it made up, to print it again at the next start.
        const isKept = what === 'password' && path === join(data, 'secrets.json')
        if (!isKept && contentOf(path).includes(value)) found.push(`${what} in ${path}`)
      }
    }
    expect(found).toEqual([])
  },
)

/** Takes down every secret as it passes by. */
function noteSecrets({ visitor, agent }: Scenario): () => Promise<Record<string, string>> {
  const secrets: Record<string, string> = {}
  visitor.page.on('response', async (response) => {
    if (!response.url().endsWith('/v1/visitor/sessions')) return
    const { credential } = (await response.json()) as { credential?: string }
    if (credential) secrets['visitor credential'] = credential
  })
  agent.page.on('response', async (response) => {
    if (!response.url().includes('/agent/join')) return
    const given = (await response.headersArray()).find(({ value }) =>
      value.startsWith('__Secure-sidelong-join='),
    )
    const token = /=([\w.-]+)/.exec(given?.value ?? '')?.[1]
    if (token) secrets['join credential'] = token
  })
  return async () => {
    for (const { name, value } of await agent.context.cookies()) {
      if (/^__Host-sidelong-[\w-]{22}$/.test(name)) secrets['agent cookie'] = value
      else if (/login|session/i.test(name)) secrets['log-in cookie'] = value
    }
    return secrets
  }
}

/** Regular files, as deep as they lie; other people's folders are passed over. */
function filesBelow(folder: string): string[] {
  try {
    return readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
  } catch {
    return []
  }
}

function changedSince(path: string, ms: number): boolean {
  return (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0) >= ms
}

/** Other programs take their temporary files away while we look. */
function contentOf(path: string): Buffer {
  try {
    return readFileSync(path)
  } catch {
    return Buffer.alloc(0)
  }
}
