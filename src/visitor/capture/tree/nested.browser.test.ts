import { afterEach, expect, it } from 'vitest'
import { createMirrorHarness, type MirrorHarness, replicaText } from '../../testing/mirror-harness.ts'

let harness: MirrorHarness | null = null
afterEach(() => {
  harness?.stop()
  harness = null
})

async function open(html: string): Promise<MirrorHarness> {
  harness = await createMirrorHarness(`<!doctype html>${html}`)
  return harness
}

const byId = (h: MirrorHarness, id: string) => h.document.getElementById(id) as HTMLElement
const pageOf = (html: string, type = 'text/html') => URL.createObjectURL(new Blob([html], { type }))
/** Of all documents but the page. */
const inner = (h: MirrorHarness) =>
  [...h.replicas.keys()]
    .filter((number) => number !== 1)
    .map((number) => replicaText(h, number))
    .join('\n')

it('MIRROR 2: an object shows what is in it when it has nothing else, never under a mask', async () => {
  const h = await open(
    `<object id="a">words alone</object><object id="b" data="data:image/png,broken"><b>in its place</b></object>
     <object id="c" data-sidelong-mask>hidden words</object><object id="d" data="data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7">not seen</object>`,
  )
  await expect.poll(() => replicaText(h)).toContain('in its place')
  expect(replicaText(h)).toMatch(/<x-object id=a>\s+"words alone"/)
  byId(h, 'b').append(' and more')
  await expect.poll(() => replicaText(h)).toContain('and more')
  byId(h, 'b').setAttribute('data-sidelong-mask', '')
  byId(h, 'b').append('still more')
  await h.quiet()
  expect(replicaText(h)).not.toContain('in its place')
  expect(h.sentText()).not.toMatch(/hidden words|not seen|still more/)
})

it('MIRROR 2: documents in objects and embeds, followed from one to the next; masks around and in them', async () => {
  const secret = 'unseen-2718'
  const hidden = pageOf(`<p>${secret}</p>`)
  const h = await open(
    `<object id="o" name="${secret}" data="${pageOf(`<p>first</p><p data-sidelong-mask>${secret}</p>`)}"></object>
     <embed id="e" src="${pageOf('<svg xmlns="http://www.w3.org/2000/svg"><text>drawn</text></svg>', 'image/svg+xml')}">
     <embed id="page" flashvars="${secret}" src="${pageOf('<p>embedded</p>')}">
     <object data-sidelong-mask data="${hidden}"></object><div data-sidelong-mask><object data="${hidden}"></object></div>`,
  )
  for (const words of ['first', 'drawn', 'embedded']) await expect.poll(() => inner(h)).toContain(words)
  ;(byId(h, 'o') as HTMLObjectElement).contentDocument?.body.append('changed')
  await expect.poll(() => inner(h)).toContain('changed')
  const before = h.replicas.size
  ;(byId(h, 'o') as HTMLObjectElement).data = pageOf('<p>second</p>')
  await expect.poll(() => inner(h)).toContain('second')
  expect(h.replicas.size).toBe(before + 1)
  await h.quiet()
  expect(h.sentText()).not.toContain(secret)
})

it('MIRROR 2: frames in a frame set, and their masks', async () => {
  const secret = 'unseen-3141'
  const h = await open(
    `<frameset cols="100,*"><frame name="${secret}" src="${pageOf('<p>left</p>')}"><frame data-sidelong-mask src="${pageOf(`<p>${secret}</p>`)}"></frameset>`,
  )
  await expect.poll(() => inner(h)).toContain('left')
  await h.quiet()
  expect(replicaText(h)).toContain('<frameset>')
  expect(h.sentText()).not.toContain(secret)
})
