import type { Job } from './jobs.ts'
import type { PlainJob } from './planter.ts'

/** Boxes of one size, whatever is in them, so that sizes say nothing (what MK-19 grants is not measured here). */
const STYLE = `
  .box { width: 240px; height: 48px; overflow: hidden; contain: strict }
  .looks-secret { -webkit-text-security: disc }
  .shows-attr::after { content: attr(data-shown) }`

export function plain({ n, html, run, canary, before, container, moment }: Job): PlainJob {
  return { n, html, run, c: canary.text, before: before.text, container, moment }
}

function boxes(jobs: readonly Job[]): string {
  return jobs.map((job) => `<div data-n="${job.n}">${job.html}</div>`).join('\n')
}

/** Closed roots of the page's source are unknown to scripts: there, they are open. */
function shadowBoxes(jobs: readonly Job[]): string {
  return jobs
    .map(
      (job) =>
        `<div data-n="${job.n}"><div><template shadowrootmode="open">${job.html}</template></div></div>`,
    )
    .join('\n')
}

export type PageOptions = {
  /** Answer of the page's masking hook, as source text. */
  readonly hook?: string
  readonly head?: string
  readonly title?: string
  /** At the end of the body. */
  readonly body?: string
}

export type Pages = {
  readonly 'index.html': string
  readonly 'inner.html': string
  readonly 'style.css': string
}

/** The customer's page with all canaries of the moment `load` in its source. */
export function makePages(jobs: readonly Job[], options: PageOptions = {}): Pages {
  const loaded = jobs.filter(({ moment }) => moment === 'load')
  const scripted = jobs.filter(({ moment }) => moment === 'script')
  const inside = (...names: string[]) => loaded.filter(({ container }) => names.includes(container))
  const inner = (list: readonly Job[]) =>
    `<!doctype html><meta charset="utf-8"><style>${STYLE}</style><div id="area"></div>${boxes(list)}`
  const config = options.hook
    ? `<script>window.SidelongConfig = { getMaskingDescriptor: async () => (${options.hook}) }</script>`
    : ''
  const json = (list: readonly Job[]) => JSON.stringify(list.map(plain)).replaceAll('<', '\\u003c')
  const index = `<!doctype html><html lang="en"><head><meta charset="utf-8">${config}
<title>${options.title ?? 'Case'}</title>${options.head ?? ''}<style>${STYLE}</style></head><body>
<p id="open">open words</p><div id="area"></div>
${boxes(inside('page'))}
${shadowBoxes(inside('open', 'closed'))}
<iframe data-kind="srcdoc" srcdoc="${escapeText(inner(inside('srcdoc')))}"></iframe>
<iframe data-kind="frame" src="inner.html"></iframe>
<iframe data-kind="written"></iframe>
<script>
{
  const written = document.querySelector('[data-kind=written]').contentDocument
  written.open(); written.write(${JSON.stringify(inner(inside('written'))).replaceAll('<', '\\u003c')}); written.close()
}
addEventListener('load', async () => {
  leaks.wake(${json(loaded.filter(({ container }) => container !== 'open' && container !== 'closed'))})
  await leaks.plant(${json(scripted)})
  document.documentElement.setAttribute('data-planted', '')
})
</script>${options.body ?? ''}</body></html>`
  return { 'index.html': index, 'inner.html': inner(inside('frame')), 'style.css': '.linked { color: red }' }
}

function escapeText(html: string): string {
  return html.replaceAll('&', '&amp;').replaceAll('"', '&quot;')
}
