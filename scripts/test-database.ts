import { build } from './build.ts'

/** Vitest's global set-up of the unit tests: their databases begin as copies of one that has today's tables. */
export async function setup(): Promise<void> {
  await build({ only: ['database'] })
}
