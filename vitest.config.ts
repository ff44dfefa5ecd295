import { playwright } from '@vitest/browser-playwright'
import { defineConfig } from 'vitest/config'
import { CHROMIUM_ARGS, findChromiumIfAny } from './scripts/chromium.ts'
import { LongestFirst } from './scripts/test-order.ts'

// Read here and not with findChromium(): unit tests run on machines without a browser, too.
const executablePath = findChromiumIfAny()

/** Files that hold the system to times, or look at what it leaves on the machine: nothing else runs beside them. */
const ALONE = [
  'test/attack/stage-limits.test.ts',
  'test/e2e/accounts.test.ts',
  'test/e2e/traces.test.ts',
  'test/faults/faults.test.ts',
  'test/leaks/sizes.test.ts',
  'test/load/load.test.ts',
]

const wholeSystem = {
  environment: 'node',
  globalSetup: 'scripts/test-build.ts',
  testTimeout: 120_000,
  hookTimeout: 120_000,
  expect: { poll: { timeout: 15_000 } },
} as const

export default defineConfig({
  test: {
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        test: {
          name: 'unit',
          environment: 'node',
          include: [
            'src/**/*.test.{ts,tsx}',
            'test/contract/**/*.test.ts',
            'test/fuzz/**/*.test.ts',
            'scripts/**/*.test.ts',
          ],
          exclude: ['**/*.browser.test.{ts,tsx}', '**/node_modules/**'],
          globalSetup: 'scripts/test-database.ts',
          sequence: { groupOrder: 0 },
          // Vitest leaves one core free, of two.
          maxWorkers: 2,
          testTimeout: 30_000,
          expect: { poll: { timeout: 10_000 } },
        },
      },
      {
        test: {
          name: 'browser',
          include: ['src/**/*.browser.test.{ts,tsx}', 'test/{fuzz,leaks,mirror}/**/*.browser.test.ts'],
          sequence: { groupOrder: 1 },
          maxWorkers: 2,
          // For what does come: a busy machine is no fault.
          expect: { poll: { timeout: 10_000 } },
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            provider: playwright({
              launchOptions: { args: [...CHROMIUM_ARGS], ...(executablePath && { executablePath }) },
            }),
            instances: [{ browser: 'chromium' }],
          },
        },
      },
      {
        test: {
          ...wholeSystem,
          name: 'e2e',
          include: ['test/{e2e,attack,leaks,fidelity,faults,load}/**/*.test.ts'],
          exclude: ['**/*.browser.test.ts', '**/node_modules/**', ...ALONE],
          sequence: { groupOrder: 2 },
          // Real servers and real browsers: more files at a time starve each other of time-outs.
          maxWorkers: 2,
        },
      },
      {
        test: {
          ...wholeSystem,
          name: 'alone',
          include: ALONE,
          sequence: { groupOrder: 3 },
          fileParallelism: false,
          maxWorkers: 1,
        },
      },
    ],
  },
})
