// Dashboards, alerts, charts and samples of deploy/, held to what the servers export and read.
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { generate } from 'selfsigned'
import { expect, test } from 'vitest'
import { parse, parseAllDocuments } from 'yaml'
import { rootDir } from '../../scripts/paths.ts'
import { unknownNames } from '../../src/node/environment.ts'
import { createSessionMetrics } from '../../src/session-server/metrics.ts'
import { createWebMetrics } from '../../src/web-server/metrics.ts'
import { needs } from '../support/needs.ts'

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

type Manifest = {
  readonly kind: string
  readonly metadata: { readonly name: string }
  readonly spec: object
}
const BASE = ['web.yaml', 'session.yaml', 'network-policies.yaml']
const EXAMPLE = ['session-hosts.yaml', 'ingress.yaml']
const documents = (text: string): Manifest[] =>
  parseAllDocuments(text).map((document) => {
    expect(document.errors).toEqual([])
    return document.toJS() as Manifest
  })

/** The names of our settings that a text gives values to. */
const settingsIn = (text: string): string[] => [...new Set(text.match(/\bSIDELONG_[A-Z_]*[A-Z]\b/g))]

test('units, compose file and manifests name settings that exist', () => {
  // Of the compose file and the proxies, not of ours.
  const others = [
    'SIDELONG_DOMAIN',
    'SIDELONG_EMAIL',
    'SIDELONG_WWW',
    'SIDELONG_WEB',
    'SIDELONG_S',
    'SIDELONG_SESSION',
  ]
  const paths = [
    'compose/compose.yaml',
    'compose/sample.env',
    'systemd/sidelong-web.service',
    'systemd/sidelong-session.service',
    'container/Containerfile',
    'container/Containerfile.web',
    'kubernetes/example/kustomization.yaml',
    ...BASE.map((name) => `kubernetes/base/${name}`),
  ]
  for (const path of paths) {
    const env = Object.fromEntries(settingsIn(read(path)).map((name) => [name, '']))
    expect(
      unknownNames(env).filter((name) => !others.includes(name)),
      path,
    ).toEqual([])
  }
})

test('SA-38: session servers in Kubernetes reach nobody, write nothing, have no rights; web servers no more than they need', () => {
  const all = BASE.flatMap((name) => documents(read(`kubernetes/base/${name}`)))
  const find = (kind: string, name: string) =>
    all.find((one) => one.kind === kind && one.metadata.name === name) ??
    expect.fail(`${kind} ${name} is missing`)
  const policy = find('NetworkPolicy', 'sidelong-session').spec as {
    policyTypes: string[]
    egress: unknown[]
  }
  expect(policy.policyTypes).toContain('Egress')
  expect(policy.egress).toEqual([])
  for (const [kind, name] of [
    ['StatefulSet', 'sidelong-session'],
    ['Deployment', 'sidelong-web'],
  ] as const) {
    const { template } = find(kind, name).spec as {
      template: { spec: Record<string, unknown> & { containers: { securityContext: object }[] } }
    }
    expect(template.spec).toMatchObject({
      automountServiceAccountToken: false,
      enableServiceLinks: false,
      securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
    })
    for (const { securityContext } of template.spec.containers)
      expect(securityContext).toEqual({
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ['ALL'] },
      })
    find('PodDisruptionBudget', name)
    find('HorizontalPodAutoscaler', name)
  }
})

test('each pod of the stateful set has a host and a service', () => {
  const set = documents(read('kubernetes/base/session.yaml')).find(({ kind }) => kind === 'StatefulSet')
  const { replicas } = (set ?? expect.fail()).spec as { replicas: number }
  const names = Array.from({ length: replicas }, (_, i) => `sidelong-session-${i}`)
  const [hosts, ingress] = EXAMPLE.map((name) => documents(read(`kubernetes/example/${name}`)))
  expect(hosts?.map(({ metadata }) => metadata.name)).toEqual(names)
  const { rules } = (ingress?.[0] ?? expect.fail()).spec as { rules: { host: string }[] }
  expect(rules.map(({ host }) => host)).toEqual([
    'www.cobrowse.example.com',
    ...names.map((name) => `${name}.cobrowse.example.com`),
  ])
})

test('Kustomize renders the example, every name of a config map and secret fits', (context) => {
  needs(context, 'kubectl', 'kustomize', '--help')
  const folder = join(rootDir, 'deploy/kubernetes/example')
  const all = documents(execFileSync('kubectl', ['kustomize', folder], { encoding: 'utf8' }))
  const given = new Set(all.map(({ kind, metadata }) => `${kind} ${metadata.name}`))
  const text = JSON.stringify(all)
  const wanted = [...text.matchAll(/"(configMap|secret)Ref":\{"name":"([^"]+)"/g)].map(
    ([, kind, name]) => `${kind === 'secret' ? 'Secret' : 'ConfigMap'} ${name}`,
  )
  expect(wanted.length).toBe(7)
  for (const one of wanted) expect([...given]).toContain(one)
  expect(text).toContain('registry.example.com/sidelong-session:0.1.0')
})

test('SA-38: the compose file keeps session servers in a network without a way out', () => {
  const { services, networks } = parse(read('compose/compose.yaml'), { merge: true }) as {
    services: Record<
      string,
      { networks: unknown; read_only?: boolean; cap_drop?: string[]; environment: object }
    >
    networks: Record<string, { internal?: boolean } | null>
  }
  expect(networks.sessions?.internal).toBe(true)
  for (const name of ['session1', 'session2']) {
    expect(services[name]).toMatchObject({ networks: ['sessions'], read_only: true, cap_drop: ['ALL'] })
    expect(services[name]?.environment).toHaveProperty('SIDELONG_SERVER_ID')
  }
  for (const name of ['web1', 'web2'])
    expect(services[name]).toMatchObject({ read_only: true, cap_drop: ['ALL'] })
})

test('nginx takes its sample', async (context) => {
  needs(context, 'nginx', '-v')
  const folder = mkdtempSync(join(tmpdir(), 'sidelong-nginx-'))
  try {
    const { cert, private: key } = await generate([{ name: 'commonName', value: 'www.cobrowse.example.com' }])
    writeFileSync(join(folder, 'tls.crt'), cert)
    writeFileSync(join(folder, 'tls.key'), key)
    writeFileSync(
      join(folder, 'sidelong.conf'),
      read('proxy/nginx.conf').replaceAll('/etc/sidelong/', `${folder}/`),
    )
    const main = `pid ${folder}/pid; error_log stderr; events {} http { access_log off; include ${folder}/sidelong.conf; }`
    writeFileSync(join(folder, 'nginx.conf'), main)
    const { status, stderr } = spawnSync('nginx', ['-t', '-q', '-c', join(folder, 'nginx.conf')], {
      encoding: 'utf8',
    })
    expect(status, stderr).toBe(0)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})

test('Caddy takes its sample', (context) => {
  needs(context, 'caddy', 'version')
  const config = join(rootDir, 'deploy/proxy/Caddyfile')
  const { status, stderr } = spawnSync('caddy', ['validate', '--config', config, '--adapter', 'caddyfile'], {
    encoding: 'utf8',
  })
  expect(status, stderr).toBe(0)
})

test('the unit of the web server is exposed by no more than 2.5', (context) => {
  needs(context, 'systemd-analyze', 'security', '--help')
  const unit = join(rootDir, 'deploy/systemd/sidelong-web.service')
  const { stdout, stderr } = spawnSync(
    'systemd-analyze',
    ['security', '--offline=true', '--no-pager', unit],
    {
      encoding: 'utf8',
    },
  )
  expect(stderr).not.toMatch(/Unknown (key|section|lvalue)|Failed to parse|not absolute/i)
  const exposure = Number(/Overall exposure level for [^:]+: ([\d.]+)/.exec(stdout)?.[1])
  expect(exposure, stdout + stderr).toBeLessThanOrEqual(2.5)
})
