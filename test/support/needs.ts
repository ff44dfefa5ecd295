import { execFileSync } from 'node:child_process'
import type { TestContext } from 'vitest'

/** On a machine without what a test needs, the report says so and why. */
export function needs(context: TestContext, command: string, ...probe: readonly string[]): void {
  try {
    execFileSync(command, probe, { stdio: ['ignore', 'ignore', 'pipe'] })
  } catch (error) {
    const reason = error instanceof Error ? (error.message.split('\n').at(-1) ?? '') : ''
    context.skip(`"${[command, ...probe].join(' ')}" does not work here: ${reason}`)
  }
}
