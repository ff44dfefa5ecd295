// What is built, as data. Nothing here may import Vite: a build with nothing to do must not load it.
import { STAGE_PARTS } from '../src/session-server/http/stage-parts.ts'

export type TargetName =
  | 'visitor'
  | 'stage'
  | 'shell'
  | 'embed'
  | 'guest'
  | 'agent'
  | 'console'
  | 'check'
  | 'database'

export type Target = {
  name: TargetName
  /** Without these the build stops. */
  entries: readonly string[]
  /** Folders and files whose content decides whether the target is built again. */
  inputs: readonly string[]
}

const browserLayers = ['src/base', 'src/protocol', 'src/browser']

/** Inputs of every target. */
export const commonInputs: readonly string[] = [
  'package.json',
  'package-lock.json',
  'tsconfig.base.json',
  'scripts/build.ts',
  'scripts/build-folders.ts',
  'scripts/build-targets.ts',
  'scripts/bundle.ts',
  'scripts/lean-sources.ts',
  'scripts/short-names.ts',
]

/**
 * Parts of the visitor script that a page loads when it needs them (docs/decisions/0009), by the names of their entries
 * in src/visitor/entries.
 */
export const visitorParts = [
  'approval',
  'compat',
  'control',
  'deeds',
  'domains',
  'figures',
  'frames',
  'http',
  'looks',
  'modes',
  'more',
  'pictures',
  'presence',
  'preview',
  'remote',
  'selection',
  'start',
  'ui',
  'voice',
] as const

export const targets: readonly Target[] = [
  {
    name: 'visitor',
    entries: ['visitor', 'loader', 'compat-loader', 'module', 'parts', ...visitorParts].map(
      (name) => `src/visitor/entries/${name}.ts`,
    ),
    inputs: [...browserLayers, 'src/visitor', 'npm/visitor'],
  },
  {
    name: 'stage',
    entries: [
      'src/viewer/entries/stage.ts',
      ...STAGE_PARTS.map((name) => `src/viewer/stage/parts/${name}.ts`),
    ],
    inputs: [...browserLayers, 'src/viewer', 'src/session-server/http/stage-parts.ts'],
  },
  {
    name: 'shell',
    entries: ['src/viewer/entries/shell.ts', 'src/viewer/shell/shell.css'],
    inputs: [...browserLayers, 'src/viewer'],
  },
  {
    name: 'embed',
    entries: ['src/viewer/entries/embed.ts', 'src/viewer/embed/embed.css'],
    inputs: [...browserLayers, 'src/viewer'],
  },
  {
    name: 'agent',
    entries: ['src/agent/entries/module.ts'],
    inputs: ['src/base', 'src/protocol', 'src/agent', 'npm/agent'],
  },
  {
    name: 'guest',
    entries: ['src/viewer/entries/guest.ts', 'src/viewer/guest/guest.css'],
    inputs: [...browserLayers, 'src/viewer'],
  },
  {
    name: 'console',
    entries: ['src/console/index.html'],
    inputs: ['src/base', 'src/protocol', 'src/console'],
  },
  { name: 'check', entries: ['src/visitor/entries/check.ts'], inputs: [...browserLayers, 'src/visitor'] },
  { name: 'database', entries: ['src/web-server/db/open.ts'], inputs: ['src/web-server/db'] },
]

/** The oldest browsers that run what goes to visitors; agents' browsers are no older. */
export const browserTargets: readonly string[] = ['chrome109', 'firefox115', 'safari16.4']

/** Brotli sizes, in bytes, of what a customer's page loads, and of what an agent sees it with. */
export const budgets: readonly { file: RegExp; name: string; maxBytes: number }[] = [
  { file: /^visitor\/loader\.js$/, name: 'loader', maxBytes: 2_000 },
  { file: /^visitor\/compat\.js$/, name: 'loader for older tags', maxBytes: 4_000 },
  { file: /^visitor\/\w+\/visitor\.js$/, name: 'visitor', maxBytes: 25_000 },
  { file: /^visitor\/\w+\/parts\.js$/, name: 'table of parts', maxBytes: 1_000 },
  ...visitorParts.map((name) => ({
    file: new RegExp(`^visitor/\\w+/${name}\\.js$`),
    name: `part ${name}`,
    maxBytes: 6_000,
  })),
  { file: /^viewer\/stage\.js$/, name: 'stage', maxBytes: 15_000 },
  ...STAGE_PARTS.map((name) => ({
    file: new RegExp(`^viewer/stage-parts/${name}\\.js$`),
    name: `stage part ${name}`,
    maxBytes: 4_000,
  })),
]

/** What must not occur in a built file: each makes code or markup out of text. */
export const forbiddenStrings: readonly { files: RegExp; strings: readonly string[] }[] = [
  {
    files: /^(visitor|viewer)\/.*\.js$/,
    strings: ['eval(', 'new Function', 'innerHTML', 'document.write', 'outerHTML='],
  },
  // The session server puts the stage into an inline script, which these would end or disturb.
  { files: /^viewer\/stage\.js$/, strings: ['</script', '<script', '<!--'] },
]
