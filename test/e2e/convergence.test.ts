import { expect } from 'vitest'
import { CANARY } from '../fuzz/normal.ts'
import { inPageScript } from '../fuzz/stack/in-page-script.ts'
import { runStackSeed } from '../fuzz/stack/program.ts'
import { scenario } from '../support/scenario.ts'
import { makeSite } from '../support/site.ts'

/* The long run is `npm run test:fuzz` (STACK_SEEDS, STACK_FIRST). */
const FIRST = Number(process.env.STACK_FIRST ?? 1)
const COUNT = Number(process.env.STACK_SEEDS ?? 3)
const SEEDS_A_SESSION = 10

const page = (doctype: string, words: string) =>
  `${doctype}<html><head><title>t</title></head><body><div id="root"><p>${words}</p></div></body></html>`
const site = makeSite({
  'index.html': page('<!doctype html>', 'start'),
  'a.html': page('<!doctype html>', 'first'),
  'b.html': page('<!doctype html>', 'second'),
  'quirks.html': page('', 'third'),
})

const code = await inPageScript()

for (let first = FIRST; first < FIRST + COUNT; first += SEEDS_A_SESSION) {
  const last = Math.min(first + SEEDS_A_SESSION, FIRST + COUNT) - 1
  scenario(
    `MIRROR 7: visitor and stage are equal at every quiet point, over real servers: seeds ${first} to ${last}`,
    {
      stack: { site },
      hasLines: true,
      canaries: [CANARY],
      allowConsole: [/WebSocket connection to .* failed/, /ERR_/],
      timeoutMs: 60_000 * (last - first + 1),
    },
    async (s) => {
      await s.visitor.context.addInitScript(code)
      await s.visitor.page.reload()
      await s.meet()
      for (let seed = first; seed <= last; seed++) {
        await runStackSeed(s, seed)
        expect(await s.visitor.status(), `seed ${seed}`).toBe('A')
      }
      // A page without traces of the program: what every scenario ends with.
      await s.visitor.goto('index.html')
      await s.visitor.untilStatus('A')
    },
  )
}
