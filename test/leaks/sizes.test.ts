import { afterAll, expect, test } from 'vitest'
import { createStreamDecoder } from '../support/decode-stream.ts'
import { stopShared } from '../support/scenario.ts'
import { type LeakRun, runLeaks } from './session.ts'
import { CONTROLS, type Control } from './size-controls.ts'

afterAll(stopShared, 60_000)

const LENGTHS = [1, 40] as const
/** What our own marks and the time that passes bring, whatever is typed. */
const OURS = /^(digest|attribute class mark-\d+-of-page|message activity|message beat)$/

/** Reads what the visitor sent since the last time: what was told, in which frame. */
function createReader(run: LeakRun): () => string[] {
  let told: string[] = []
  const decoder = createStreamDecoder('visitor-up', (name, args) =>
    told.push([name, ...args.filter((arg) => typeof arg !== 'object')].join(' ')),
  )
  let at = 0
  return () => {
    told = []
    for (; at < run.tap.out.length; at++) {
      const { place, bytes } = run.tap.out[at] as LeakRun['tap']['out'][number]
      if (!/^visitor sent frame \d+ \(raw\)$/.test(place)) continue
      const before = told.length
      decoder.take(typeof bytes === 'string' ? bytes : Buffer.from(bytes))
      if (typeof bytes === 'string') told.push(`message ${(JSON.parse(bytes) as { type: string }).type}`)
      else if (told.length === before) told.push('an empty frame')
    }
    return told.filter((one) => !OURS.test(one))
  }
}

async function type(run: LeakRun, { id, key }: Control, length: number): Promise<void> {
  const { page } = run
  for (let i = 0; i < length; i++) await page.keyboard.press(key ?? 'x')
  await page.evaluate((one) => (document.getElementById(one) as HTMLElement).scrollTo(9_999, 9_999), id)
}

/** As script of the page, and what a browser does when it fills in: no key, and events of their own. */
async function fill(
  run: LeakRun,
  control: Control,
  length: number,
  way: 'script' | 'autofill',
): Promise<void> {
  await run.page.evaluate(
    ([id, given, isAutofill]) => {
      const element = document.getElementById(id) as HTMLInputElement
      const texts = isAutofill ? [given] : Array.from(given, (_, i) => given.slice(0, i + 1))
      for (const text of texts) {
        if ('value' in element) {
          try {
            element.value = text
          } catch {
            // A file cannot be chosen by script.
          }
        } else (element as Element).textContent = text
        if ('checked' in element) (element as HTMLInputElement).checked = text.length % 2 === 1
        for (const event of ['keydown', 'input', 'animationstart', 'change'])
          element.dispatchEvent(new Event(event, { bubbles: true, composed: true }))
        // What frameworks write beside a field.
        element.setAttribute('value', text)
        element.setAttribute('aria-valuetext', text)
        element.setAttribute('data-length', String(text.length))
        element.classList.toggle('is-filled', text.length > 5)
        element.style.setProperty('--filled', `${text.length}%`)
        // Fields that grow with what is in them.
        element.style.height = `${20 + text.length}px`
        element.style.width = `${100 + text.length}px`
        element.setAttribute('rows', String(1 + text.length))
        element.setAttribute('size', String(1 + text.length))
        element.setAttribute('cols', String(1 + text.length))
      }
      element.setCustomValidity?.('x'.repeat(given.length))
      element.checkValidity?.()
    },
    [control.id, (control.value ?? 'x').repeat(control.value ? 1 : length), way === 'autofill'] as const,
  )
}

test('MK-22 SA-24: what is entered into masked controls is told by no frame: not one of 1 and not one of 40 characters', {
  timeout: 120_000,
}, async () => {
  const body = `<p id="words">Open words</p><script>document.body.insertAdjacentHTML('beforeend', ${JSON.stringify(
    CONTROLS.map(({ html }) => html).join('\n'),
  ).replaceAll('<', '\\u003c')})</script>`
  const settings = { 'masking.mode': 'inputs', 'masking.selectors': ['.m-sel'] }
  await runLeaks({ settings, jobs: [], body }, async (run) => {
    const read = createReader(run)
    // Nothing scrolls, and nothing moves under the pointer: that would be told of the page around the fields.
    await run.page.setViewportSize({ width: 1_280, height: 8_000 })
    await run.page.mouse.move(1_270, 7_990)
    // The end of an earlier selection is told late (LEAKS F): it must not count as of the first entry.
    const isSelectionTold = (): boolean => read().some((one) => one.startsWith('select'))
    await run.page.evaluate(() =>
      document.getSelection()?.selectAllChildren(document.getElementById('words') as HTMLElement),
    )
    await expect.poll(isSelectionTold, { timeout: 10_000 }).toBe(true)
    await run.page.locator(`#${CONTROLS[0]?.id}`).focus()
    await expect.poll(isSelectionTold, { timeout: 10_000 }).toBe(true)
    const found: string[] = []
    let entries = 0
    for (const control of CONTROLS) {
      // The activity that a key means (LC-9), and that the field has the focus: told of any entry.
      await run.page.locator(`#${control.id}`).focus()
      await run.page.keyboard.press('Shift')
      const untilQuiet = async (): Promise<number> => {
        await run.settle()
        return read().length
      }
      await expect.poll(untilQuiet).toBe(0)
      for (const length of LENGTHS) {
        for (const way of ['typed', 'script', 'autofill'] as const) {
          if (way === 'typed') await type(run, control, length)
          else await fill(run, control, length, way)
          await run.settle()
          const told = read()
          entries++
          if (told.length > 0)
            found.push(`${control.id}, ${way}, ${length}: ${told.join('; ').slice(0, 300)}`)
        }
      }
    }
    console.log(`sizes: ${CONTROLS.length} controls, ${entries} entries, ${found.length} told of`)
    expect(found).toEqual([])
    // The positive control: the same into a field that is not masked.
    await run.page.evaluate(() =>
      document.body.insertAdjacentHTML('beforeend', '<input id="bare" data-sidelong-unmask>'),
    )
    await run.page.locator('#bare').focus()
    await type(run, { id: 'bare', html: '' }, 1)
    await run.settle()
    expect(read()).toContain('value x')
  })
})
