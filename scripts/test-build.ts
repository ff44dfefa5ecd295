import { build } from './build.ts'

/** Vitest's global set-up of the end-to-end tests: they run what is shipped. */
export async function setup(): Promise<void> {
  await build()
}
