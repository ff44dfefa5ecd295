import { expect, test } from 'vitest'
import { MAX_FIGURE, type ScriptFigures } from '../../protocol/figures.ts'
import { visitorUp } from '../../protocol/visitor-up.ts'
import { checkpoint, delta } from '../testing/harness.ts'
import { PAGE, setUp } from '../testing/one-session.ts'

const script: ScriptFigures = { runs: 5, longRuns: 1, totalMs: 40, longestMs: 12, slowFrames: null }
const figuresIn = ({ reports }: Pick<ReturnType<typeof setUp>, 'reports'>) =>
  reports.flatMap((one) => (one.type === 'session-figures' ? [one.figures] : []))

test('RE-5: pages, lost lines, bytes and the first view are counted, and told at the end', () => {
  const one = setUp({ figures: true })
  const { session, clock } = one
  const first = one.visitor()
  clock.advance(700)
  first.send(...checkpoint(1, 'x'.repeat(3_000)))
  session.visitor.onMessage(first.link, { type: 'figures', ...script })
  clock.advance(5_000)
  one.visitor().send(...checkpoint(2))
  const next = one.visitor({ ...PAGE, pageId: 'page-0002' })
  next.send(...checkpoint(3), delta(3, 3))
  session.visitor.onMessage(next.link, { type: 'figures', ...script, runs: 2, longestMs: 9, slowFrames: 3 })
  expect(figuresIn(one)).toEqual([])
  session.end('visitor-ended')
  expect(figuresIn(one)).toEqual([
    {
      pages: 2,
      reconnects: 1,
      kilobytes: 4,
      firstViewMs: 700,
      script: { runs: 7, longRuns: 2, totalMs: 80, longestMs: 12, slowFrames: 3 },
    },
  ])
})

test('RE-5: nothing is told of a group that does not collect, whatever the visitor sends', () => {
  const one = setUp()
  const { link, send } = one.visitor()
  send(...checkpoint(1))
  one.session.visitor.onMessage(link, { type: 'figures', ...script })
  one.session.end('visitor-ended')
  expect(figuresIn(one)).toEqual([])
})

test('RE-5: a session that goes to another server tells what is known before, and that once', () => {
  const one = setUp({ figures: true })
  one.visitor().send(...checkpoint(1))
  one.session.sendAway()
  expect(figuresIn(one)).toMatchObject([{ pages: 1, script: null }])
  one.session.abandon()
  expect(figuresIn(one)).toHaveLength(1)
})

test('RE-5: sums stay at the most that is kept', () => {
  const one = setUp({ figures: true })
  const { link } = one.visitor()
  for (let i = 0; i < 3; i++)
    one.session.visitor.onMessage(link, { type: 'figures', ...script, runs: MAX_FIGURE, totalMs: MAX_FIGURE })
  one.session.end('visitor-ended')
  expect(figuresIn(one)[0]?.script).toMatchObject({ runs: MAX_FIGURE, totalMs: MAX_FIGURE, longRuns: 3 })
})

test('RE-5: what a visitor sends is numbers in their bounds, and nothing else', () => {
  const message = { type: 'figures', ...script }
  expect(visitorUp({ ...message, url: 'https://example.com/?iban=1' })).toEqual(message)
  const bad = [
    { runs: -1 },
    { runs: MAX_FIGURE + 1 },
    { totalMs: 0.5 },
    { longestMs: 'x' },
    { slowFrames: {} },
  ]
  for (const part of bad) expect(() => visitorUp({ ...message, ...part })).toThrow()
})
