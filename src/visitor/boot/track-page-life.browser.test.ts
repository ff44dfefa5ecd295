import { afterEach, beforeEach, expect, test } from 'vitest'
import { trackPageLife } from './track-page-life.ts'

let frame: HTMLIFrameElement
let seen: string[]

beforeEach(() => {
  frame = document.createElement('iframe')
  document.body.append(frame)
  seen = []
  const note = (word: string) => () => void seen.push(word)
  trackPageLife(frame.contentWindow as Window & typeof globalThis, {
    onHide: note('hide'),
    onReturn: note('return'),
    onFocus: note('focus'),
    onVisibility: note('visibility'),
    onOnline: note('online'),
  })
})
afterEach(() => frame.remove())

function live(): void {
  const window = frame.contentWindow as Window
  for (const type of ['focus', 'online', 'pagehide']) window.dispatchEvent(new Event(type))
  window.document.dispatchEvent(new Event('visibilitychange'))
  window.dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))
}

const ALL = ['focus', 'online', 'hide', 'visibility', 'return']

test('each event is told once', () => {
  live()
  expect(seen).toEqual(ALL)
})

test('NV-1 NV-2: and after document.open(), which takes all listeners off, once, too', async () => {
  const page = frame.contentDocument as Document
  page.open()
  page.write('<p>another page</p>')
  page.close()
  await Promise.resolve()
  live()
  expect(seen).toEqual(ALL)
})

test('a root element replaced by script doubles nothing', async () => {
  const page = frame.contentDocument as Document
  page.documentElement.replaceWith(page.createElement('html'))
  await Promise.resolve()
  live()
  expect(seen).toEqual(ALL)
})
