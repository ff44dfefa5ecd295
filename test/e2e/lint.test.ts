import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { rootDir } from '../../scripts/paths.ts'
import { makeSite } from '../support/site.ts'
import { type Stack, startStack } from '../support/stack.ts'

const CARD = '4111 1111 1111 1111'
const PAGE = `<!doctype html><meta charset="utf-8"><title>Till</title>
<form>
  <label>Card number <input id="card" value="${CARD}"></label>
  <label>E-mail <input name="mail" type="email"></label>
  <label>Amount <input name="amount"></label>
  <input type="password" name="password" aria-label="Password">
  <div class="hide-me"><label>IBAN <input name="iban"></label></div>
</form>
<p>Pay to DE89 3704 <b>0044 0532</b> 0130 00</p>
<p data-sidelong-mask>${CARD}</p>
<x-card></x-card>
<iframe srcdoc="<label>PIN <input name='pin'></label>"></iframe>
<script>
  document.querySelector('x-card').attachShadow({ mode: 'open' }).innerHTML = '<label>SSN <input name="ssn"></label>'
</script>`
const folder = makeSite({ 'till.html': PAGE, 'sub/other.html': '<!doctype html><p>Nothing here</p>' })
let stack: Stack

beforeAll(async () => {
  stack = await startStack({ site: folder, settings: { 'masking.selectors': ['.hide-me', '.long-gone'] } })
}, 60_000)
afterAll(() => stack.stop())

function lint(...args: string[]): { code: number | null; out: string; err: string } {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [join(rootDir, 'src/cli/operator.ts'), 'lint', ...args],
    { encoding: 'utf8', timeout: 90_000 },
  )
  return { code: status, out: stdout, err: stderr }
}

const places = (page: { findings: { where: string }[] }) => page.findings.map(({ where }) => where)

test('MK-29: a page under the masks of the group that its tag names', { timeout: 100_000 }, () => {
  const { code, out, err } = lint(`${stack.site}/till.html`, '--json')
  expect({ code, err }).toMatchObject({ code: 1 })
  const report = JSON.parse(out)
  expect(places(report.pages[0])).toEqual([
    '#card',
    expect.stringMatching(/x-card >>> input\[name="ssn"\]$/),
    expect.stringMatching(/iframe >>> input\[name="pin"\]$/),
    expect.stringMatching(/p:nth-of-type\(1\)$/),
  ])
  expect(report.pages[0]).toMatchObject({
    masked: 3,
    otherFields: 2,
    openFields: [
      { where: 'input[name="mail"]', label: 'E-mail' },
      { where: 'input[name="amount"]', label: 'Amount' },
    ],
  })
  expect(report.selectors).toEqual([{ where: '.long-gone', what: 'matches nothing on this page' }])
  expect(out).not.toContain('4111')
  const prose = lint(`${stack.site}/till.html`, '--fields').out
  expect(prose).toContain('    input[name="mail"] "E-mail" can be read\n')
  expect(prose).not.toContain('"Card number" can be read')
})

test('MK-29: a folder under masks of a file; personal data on request', { timeout: 100_000 }, () => {
  const masks = join(folder, 'masks.json')
  writeFileSync(
    masks,
    JSON.stringify({ selectors: ['#card', 'x-card', 'iframe', 'p', '[name=iban]', 'form *', '#a{'] }),
  )
  const { code, out } = lint(folder, '--masks', masks, '--personal')
  expect(code).toBe(1)
  expect(out.split('\n').slice(0, 2)).toEqual([
    `${join(folder, 'sub/other.html')}  (1 masked, 0 other fields open)`,
    expect.stringContaining('till.html'),
  ])
  expect(out).toContain('#a{ is not a selector: with it, everything is masked')
  expect(out).toContain('p hides nearly all text of a page')
  expect(out).toContain('2 things to look at.')
})

test('MK-29: nothing found is exit code 0; the masks of a group named by options', {
  timeout: 100_000,
}, () => {
  const empty = join(folder, 'empty.json')
  writeFileSync(empty, '{}')
  const page = `${stack.site}/sub/other.html`
  expect(lint(page, '--masks', empty)).toMatchObject({
    code: 0,
    out: expect.stringContaining('Nothing to look at.'),
  })
  const server = new URL(stack.console).origin
  const { code, out } = lint(page, '--group', String(stack.groupId), '--server', server)
  expect({ code, out: out.split('\n').slice(1) }).toEqual({
    code: 1,
    out: [
      'mask selectors',
      '  ! .hide-me matches nothing on this page',
      '  ! .long-gone matches nothing on this page',
      '2 things to look at.',
      '',
    ],
  })
})

test.each([
  ['no page', [], /name a page or a folder/],
  ['a place that is neither', ['nowhere'], /nowhere: must be an address that starts with http, or a folder/],
  ['half a group', ['http://127.0.0.1:9/', '--group', '1'], /--group and --server go together/],
  [
    'a masks file that is not there',
    ['http://127.0.0.1:9/', '--masks', '/none'],
    /--masks \/none: cannot be read/,
  ],
])('MK-29: %s is refused in one line, exit 2', (_name, args, words) => {
  const { code, out, err } = lint(...args)
  expect({ code, out }).toEqual({ code: 2, out: '' })
  expect(err.trim().split('\n')).toHaveLength(1)
  expect(err).toMatch(words)
})

test('MK-29: a page that does not answer is named, exit 2', { timeout: 60_000 }, () => {
  const { code, out } = lint('http://127.0.0.1:9/')
  expect(code).toBe(2)
  expect(out).toMatch(/! could not be checked: /)
})
