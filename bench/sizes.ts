import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { brotliCompressSync, constants } from 'node:zlib'
import { build } from '../scripts/build.ts'
import { rootDir } from '../scripts/paths.ts'
import { BUDGETS } from './budgets.ts'
import { bundleScript } from './bundles.ts'
import { atMost, figure, type Group } from './figures.ts'

/** Parts (docs/decisions/0009) that come with any session: its interface, pseudo-classes, the table of the others. */
const ALWAYS_LOADED = ['ui', 'looks', 'parts']

/** What a customer's page loads, beside what it would load of others. */
export async function benchSizes(): Promise<Group> {
  const problem = await build({ only: ['visitor', 'stage'], log: () => {} }).then(
    () => null,
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  )
  const rrweb = brotliBytes(await bundleScript('bench/inject/rrweb-record.ts'))
  const datadog = datadogBytes()
  const visitor = join(rootDir, 'dist/visitor')
  const loaderBytes = problem === null ? brotliBytes(readFileSync(join(visitor, 'loader.js'))) : Number.NaN
  const visitorBytes = problem === null ? brotliBytes(readFileSync(visitorFile(visitor))) : Number.NaN
  const stageBytes =
    problem === null ? brotliBytes(readFileSync(join(rootDir, 'dist/viewer/stage.js'))) : Number.NaN
  const onEachPage = ALWAYS_LOADED.map((name) =>
    problem === null
      ? brotliBytes(readFileSync(join(dirname(visitorFile(visitor)), `${name}.js`)))
      : Number.NaN,
  )
  return {
    title: 'Script sizes',
    note:
      problem ??
      'minified, brotli 11; rrweb is `record` out of the package rrweb (the package @rrweb/record is smaller)',
    figures: [
      figure('sizes', 'loader', 'bytes', {
        ours: loaderBytes,
        budget: atMost(BUDGETS.loaderBytes, 'bytes'),
      }),
      figure('sizes', 'visitor script', 'bytes', {
        ours: visitorBytes,
        peer: rrweb,
        budget: atMost(BUDGETS.visitorBytes, 'bytes'),
      }),
      figure('sizes', '… with the parts that each page of a session loads', 'bytes', {
        ours: onEachPage.reduce((sum, bytes) => sum + bytes, visitorBytes),
      }),
      figure('sizes', 'stage script (agent)', 'bytes', {
        ours: stageBytes,
        budget: atMost(BUDGETS.stageBytes, 'bytes'),
      }),
      figure('sizes', '… beside Datadog’s RUM, recorder included', 'bytes', {
        ours: visitorBytes,
        peer: datadog.rum + datadog.recorder,
      }),
      figure('sizes', '… beside Datadog’s recorder chunk alone', 'bytes', {
        ours: visitorBytes,
        peer: datadog.recorder,
      }),
    ],
  }
}

function visitorFile(folder: string): string {
  const { visitor } = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8'))
  return join(folder, visitor.path)
}

/** The ready-made bundle, and the chunk that it loads when a session is to be recorded. */
function datadogBytes(): { rum: number; recorder: number } {
  const folder = join(rootDir, 'node_modules/@datadog/browser-rum/bundle')
  const isRecorder = (name: string) => /^datadogRecorder-.*-datadog-rum\.js$/.test(name)
  const recorder = readdirSync(join(folder, 'chunks')).find(isRecorder)
  if (recorder === undefined) throw new Error('Datadog’s bundle has no recorder chunk')
  const size = (file: string) => brotliBytes(readFileSync(join(folder, file)))
  return { rum: size('datadog-rum.js'), recorder: size(join('chunks', recorder)) }
}

function brotliBytes(content: Buffer | string): number {
  return brotliCompressSync(content, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }).length
}
