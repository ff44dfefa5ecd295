import { afterAll, beforeAll, expect } from 'vitest'
import { type Firefox, launchFirefox } from './firefox.ts'
import { FRAMES_KEY, type RawDocument, ROOTS_KEY, readRawTree, rememberClosedRoots } from './tree/raw-tree.ts'

/** A tab of Firefox, with hands: real presses and keys, as our interface takes no others. */
export interface FirefoxTab {
  goto(url: string): Promise<void>
  /** What JSON can say of an expression of the page; promises are awaited. */
  evaluate(code: string): Promise<unknown>
  /** Presses in the middle of what the expression finds, once it is there. */
  press(element: string): Promise<void>
  type(text: string): Promise<void>
  /** The tree of the page, or of the frame in it whose path matches. */
  rawTree(masks: readonly string[], frame?: RegExp): Promise<RawDocument>
}

const WAIT = { timeout: 20_000 }

type Context = {
  readonly context: string
  readonly url: string
  readonly children: readonly Context[] | null
}

/** A Firefox of this test file, with one tab; called while tests are collected. */
export function useFirefox(): { readonly tab: FirefoxTab; readonly errors: unknown[] } {
  let firefox: Firefox
  let tab: FirefoxTab
  beforeAll(async () => {
    firefox = await launchFirefox()
    tab = await openTab(firefox)
  }, 120_000)
  afterAll(() => firefox?.stop())
  return {
    get tab() {
      return tab
    },
    /** What its console says of errors. */
    get errors() {
      return firefox.events
        .filter(({ method, params }) => method === 'log.entryAdded' && params['level'] === 'error')
        .map(({ params }) => params['text'])
    },
  }
}

async function openTab(firefox: Firefox): Promise<FirefoxTab> {
  await firefox.send('script.addPreloadScript', {
    functionDeclaration: `() => (${rememberClosedRoots})({ rootsKey: ${JSON.stringify(ROOTS_KEY)} })`,
  })
  const { context: tab } = await firefox.send<Context>('browsingContext.create', { type: 'tab' })
  const evaluate = (code: string) => firefox.evaluate(tab, code)

  async function frameAt(path: RegExp): Promise<string> {
    const { contexts } = await firefox.send<{ contexts: Context[] }>('browsingContext.getTree', { root: tab })
    const frame = contexts[0]?.children?.find(({ url }) => path.test(new URL(url, 'http://x').pathname))
    if (!frame) throw new Error(`no frame at ${path}`)
    return frame.context
  }

  const act = (type: 'pointer' | 'key', actions: readonly object[]) =>
    firefox.send('input.performActions', { context: tab, actions: [{ type, id: type, actions }] })

  return {
    async goto(url) {
      await firefox.send('browsingContext.navigate', { context: tab, url, wait: 'complete' })
    },
    evaluate,
    async press(element) {
      const middle = `(() => {
        const { x, y, width, height } = (${element})?.getBoundingClientRect() ?? {}
        return width ? [Math.round(x + width / 2), Math.round(y + height / 2)] : null
      })()`
      await expect.poll(() => evaluate(middle), WAIT).not.toBeNull()
      const [x, y] = (await evaluate(middle)) as [number, number]
      await act('pointer', [
        { type: 'pointerMove', x, y },
        { type: 'pointerDown', button: 0 },
        { type: 'pointerUp', button: 0 },
      ])
    },
    async type(text) {
      const keys = [...text].flatMap((value) => [
        { type: 'keyDown', value },
        { type: 'keyUp', value },
      ])
      await act('key', keys)
    },
    async rawTree(masks, frame) {
      const options = { masks, rootsKey: ROOTS_KEY, framesKey: FRAMES_KEY }
      const code = `(${readRawTree})(${JSON.stringify(options)})`
      return (await firefox.evaluate(frame ? await frameAt(frame) : tab, code)) as RawDocument
    },
  }
}
