import { relative } from 'node:path'
import { BaseSequencer, type TestSpecification } from 'vitest/node'
import { rootDir } from './paths.ts'

/** What takes more than half a minute, the longest first. */
const LONGEST = [
  'test/contract/console-pages-chromium.test.ts',
  'test/contract/console-accounts-chromium.test.ts',
  'scripts/supply-chain.test.ts',
  'test/e2e/live-cases.test.ts',
  'test/fidelity/fidelity.test.ts',
  'test/e2e/masking.test.ts',
  'test/e2e/guests.test.ts',
  'test/e2e/network.test.ts',
  'test/attack/layers.test.ts',
  'test/e2e/cli.test.ts',
  'test/e2e/frames.test.ts',
  'test/e2e/domains.test.ts',
  'test/e2e/session.test.ts',
  'test/e2e/embed.test.ts',
  'test/leaks/leaks.test.ts',
]

/** The longest files of a project run first: begun last, one of them runs while nothing else is left. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId }: TestSpecification): number => {
      const at = LONGEST.indexOf(relative(rootDir, moduleId))
      return at < 0 ? LONGEST.length : at
    }
    const group = ({ project }: TestSpecification): number => project.config.sequence.groupOrder
    const sorted = await super.sort(files)
    return sorted.sort((a, b) => group(a) - group(b) || place(a) - place(b))
  }
}
