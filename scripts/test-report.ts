export type Counts = { passed: number; failed: number; skipped: number }

type VitestReport = {
  testResults: { status: string; assertionResults: { status: string }[] }[]
}

/** Counts the tests in what Vitest's JSON reporter wrote; a file that could not be loaded is one failure. */
export function readVitestReport(text: string | undefined): Counts {
  if (text === undefined) return { passed: 0, failed: 0, skipped: 0 }
  const { testResults }: VitestReport = JSON.parse(text)
  const statuses = testResults.flatMap(({ status, assertionResults }) => {
    const own = assertionResults.map((assertion) => assertion.status)
    return status === 'failed' && !own.includes('failed') ? [...own, 'failed'] : own
  })
  const passed = statuses.filter((status) => status === 'passed').length
  const failed = statuses.filter((status) => status === 'failed').length
  return { passed, failed, skipped: statuses.length - passed - failed }
}

export function addCounts(a: Counts, b: Counts): Counts {
  return { passed: a.passed + b.passed, failed: a.failed + b.failed, skipped: a.skipped + b.skipped }
}

export function describeCounts({ passed, failed, skipped }: Counts): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`
}
