import { expect, test } from 'vitest'
import { describeCounts, readVitestReport } from './test-report.ts'

function report(...files: { status: string; tests: string[] }[]): string {
  return JSON.stringify({
    testResults: files.map(({ status, tests }) => ({
      status,
      assertionResults: tests.map((each) => ({ status: each })),
    })),
  })
}

test('counts tests; what neither passed nor failed was skipped', () => {
  const text = report(
    { status: 'failed', tests: ['passed', 'failed', 'pending'] },
    { status: 'passed', tests: ['passed', 'todo'] },
  )
  expect(describeCounts(readVitestReport(text))).toBe('2 passed, 1 failed, 2 skipped')
})

test('a file that could not be loaded is one failure', () => {
  expect(readVitestReport(report({ status: 'failed', tests: [] }))).toEqual({
    passed: 0,
    failed: 1,
    skipped: 0,
  })
})

test('no report: nothing counted', () => {
  expect(describeCounts(readVitestReport(undefined))).toBe('0 passed, 0 failed')
})
