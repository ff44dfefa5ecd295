// Dashboards, alerts, charts and samples of deploy/, held to what the servers export and read.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { rootDir } from '../../scripts/paths.ts'
import { createSessionMetrics } from '../../src/session-server/metrics.ts'
import { createWebMetrics } from '../../src/web-server/metrics.ts'

const read = (path: string): string => readFileSync(join(rootDir, 'deploy', path), 'utf8')

/** Names of all series that a web server and a session server export. */
async function exported(): Promise<Set<string>> {
  const session = createSessionMetrics(() => 0)
  const none = () => 0
  session.watch({
    sessions: () => [],
    visitors: none,
    agents: none,
    heldBytes: none,
    maxHeldBytes: 1,
    capacity: 1,
    isDraining: () => false,
    controlLinks: none,
    keyAgeMs: none,
  })
  const web = createWebMetrics()
  web.watch({ servers: () => [], reportsWaiting: none })
  const names = new Set<string>()
  for (const registry of [session.registry, web.registry]) {
    for (const { name, type } of await registry.getMetricsAsJSON()) {
      names.add(name)
      if (String(type) === 'histogram')
        for (const end of ['bucket', 'sum', 'count']) names.add(`${name}_${end}`)
    }
  }
  session.stop()
  web.stop()
  return names
}

const usedIn = (expression: string): string[] => expression.match(/\b(sidelong|process)_[a-z_0-9]+/g) ?? []

test('alerts: metrics that exist, a severity, and a paragraph in the operator’s handbook', async () => {
  const names = await exported()
  const { groups } = parse(read('monitoring/alerts.yml')) as {
    groups: { rules: { alert: string; expr: string; labels: { severity: string } }[] }[]
  }
  const handbook = readFileSync(join(rootDir, 'docs/operator.md'), 'utf8')
  const rules = groups.flatMap((group) => group.rules)
  expect(rules.length).toBeGreaterThan(10)
  for (const { alert, expr, labels } of rules) {
    expect(usedIn(expr).length, alert).toBeGreaterThan(0)
    for (const name of usedIn(expr)) expect(names, `${alert}: ${name}`).toContain(name)
    expect(['critical', 'warning', 'info']).toContain(labels.severity)
    expect(handbook, `${alert} is not in docs/operator.md`).toContain(`\`${alert}\``)
  }
})

test('the dashboard shows metrics that exist, and all that there are', async () => {
  const names = await exported()
  const { panels } = JSON.parse(read('monitoring/grafana-dashboard.json')) as {
    panels: { id: number; title: string; targets?: { expr: string }[] }[]
  }
  expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length)
  const used = new Set(panels.flatMap(({ targets = [] }) => targets.flatMap(({ expr }) => usedIn(expr))))
  for (const name of used) expect(names).toContain(name)
  const shown = [...used].join(' ')
  const missing = [...names].filter((name) => !/_(bucket|sum|count)$/.test(name) && !shown.includes(name))
  expect(missing).toEqual([])
})
