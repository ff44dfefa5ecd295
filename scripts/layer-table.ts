export type Layer = {
  /** Other folders of src/ that this one may import. */
  folders: readonly string[]
  /** npm packages, by the name in package.json's "dependencies". */
  npm: readonly string[]
  /** May it import Node's built-in modules? */
  hasNode: boolean
  /** Endings of files other than TypeScript that it may import. */
  assets: readonly string[]
  /** Files outside src/ that it may import, relative to the repository. */
  outside: readonly string[]
}

const browserSide = { npm: [], hasNode: false, assets: [], outside: [] }
const nodeSide = { hasNode: true, assets: [], outside: [] }

/** ARCHITECTURE.md, section 9. Each folder in src/ has exactly one row. */
export const layerTable: Readonly<Record<string, Layer>> = {
  base: { ...browserSide, folders: [] },
  protocol: { ...browserSide, folders: ['base'] },
  browser: { ...browserSide, folders: ['base', 'protocol'] },
  visitor: { ...browserSide, folders: ['base', 'protocol', 'browser'] },
  viewer: { ...browserSide, folders: ['base', 'protocol', 'browser'], assets: ['.css'] },
  agent: { ...browserSide, folders: ['base', 'protocol'] },
  node: { ...nodeSide, folders: ['base', 'protocol'], npm: ['pino', 'prom-client', 'ws'] },
  'session-server': { ...nodeSide, folders: ['base', 'protocol', 'node'], npm: ['ws'] },
  'web-server': {
    ...nodeSide,
    folders: ['base', 'protocol', 'node'],
    npm: [
      '@electric-sql/pglite',
      '@fastify/cookie',
      '@fastify/static',
      '@fastify/swagger',
      '@simplewebauthn/server',
      'better-auth',
      'fastify',
      'kysely',
      'openid-client',
      'otpauth',
      'pg',
      'pino',
      'rate-limiter-flexible',
      'ws',
    ],
  },
  console: {
    ...browserSide,
    folders: ['base', 'protocol'],
    npm: [
      '@mantine/core',
      '@mantine/form',
      '@mantine/hooks',
      '@simplewebauthn/browser',
      '@tanstack/react-query',
      '@tanstack/react-router',
      'react',
      'react-dom',
      'uqr',
    ],
    assets: ['.css', '.svg'],
  },
  cli: {
    ...nodeSide,
    folders: ['base', 'protocol', 'node', 'session-server', 'web-server'],
    npm: ['playwright-core', 'selfsigned', 'validator'],
    outside: ['scripts/build.ts', 'scripts/chromium.ts'],
  },
}

/** What a `*.test.ts` file may import besides what its folder may. */
export const testPackages: readonly string[] = ['vitest', 'axe-core', 'fast-check']
