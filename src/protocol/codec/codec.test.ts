// biome-ignore-all lint/complexity/noCommaOperator: one line for each bad section reads as a table.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { LIMITS } from '../limits.ts'
import { createApplier } from './applier.ts'
import { createBytesReader, DecodeError } from './bytes-reader.ts'
import { createBytesWriter } from './bytes-writer.ts'
import { createIdTree } from './id-tree.ts'
import { ELEMENT, OP } from './ops.ts'
import { decodePayload, encodePayload } from './payload.ts'
import { createPlainTarget } from './plain-tree.ts'
import { createSectionReader } from './section-reader.ts'
import { createSectionWriter, type SectionWriter } from './section-writer.ts'

const NEVER = (): boolean => false

function replica(): {
  apply: (write: (w: SectionWriter<string>) => void) => void
  plain: ReturnType<typeof createPlainTarget>
} {
  const writer = createSectionWriter<string>()
  const plain = createPlainTarget()
  const applier = createApplier(plain.target)
  return {
    plain,
    apply(write) {
      write(writer)
      const section = writer.take()
      if (section) applier.apply(section)
    },
  }
}

describe('varints', () => {
  it('come back as they were, and refuse everything longer', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 0xffff_ffff })),
        fc.array(fc.integer({ min: -0x8000_0000, max: 0x7fff_ffff })),
        (us, is) => {
          const writer = createBytesWriter()
          for (const u of us) writer.uint(u)
          for (const i of is) writer.int(i)
          const reader = createBytesReader(writer.take())
          expect(us.map(() => reader.uint())).toEqual(us)
          expect(is.map(() => reader.int())).toEqual(is)
          expect(reader.left).toBe(0)
        },
      ),
    )
    expect(() => createBytesReader(new Uint8Array([255, 255, 255, 255, 255])).uint()).toThrow(DecodeError)
    expect(() => createBytesReader(new Uint8Array([128])).uint()).toThrow(DecodeError)
    expect(() => createBytesReader(new Uint8Array([1])).bytes(2)).toThrow(DecodeError)
  })
})

describe('sections', () => {
  it('carry any strings, with lone surrogates replaced one for one', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: 'binary' })),
        fc.array(fc.string({ unit: 'grapheme' })),
        (interned, texts) => {
          const writer = createSectionWriter<string>()
          writer.op(OP.up)
          for (const s of interned) writer.str(s)
          for (const t of texts) writer.text(t)
          const open = createSectionReader().open(writer.take() as Uint8Array)
          expect(open.ops.uint()).toBe(OP.up)
          for (const s of interned) expect(open.str()).toBe(s.toWellFormed())
          for (const t of texts) expect(open.text()).toBe(t.toWellFormed())
        },
      ),
      { numRuns: 60 },
    )
  })

  it('carry what stands between texts inside of texts', () => {
    const all = [
      '',
      '\0',
      '\0\0',
      '\x01',
      '\x02',
      '\x02\x01',
      'a\0\x01b',
      '\0\x02',
      '\x01\0',
      'x\0',
      '\x02\0\x02',
      '',
    ]
    for (const texts of [all, all.toReversed(), ...all.map((text) => [text])]) {
      const writer = createSectionWriter<string>()
      writer.op(OP.up)
      for (const text of texts) writer.text(text)
      const open = createSectionReader().open(writer.take() as Uint8Array)
      expect(texts.map(() => open.text())).toEqual(texts)
      expect(() => open.text()).toThrow('text past the end')
    }
  })

  it('send an interned string once', () => {
    const writer = createSectionWriter<string>()
    const first = (writer.op(OP.up), writer.str('attribute-name'), writer.take()?.length ?? 0)
    const second = (writer.op(OP.up), writer.str('attribute-name'), writer.take()?.length ?? 0)
    expect(first - second).toBeGreaterThan(10)
  })

  it('name ids of 32 bits, whatever differences add up to', () => {
    const writer = createSectionWriter<string>()
    const far = 2 ** 31 - 1
    for (const id of [far, 2 * far, 2 ** 32 + 1]) writer.op(OP.detach, id)
    const { ops, id } = createSectionReader().open(writer.take() as Uint8Array)
    const ids = [1, 2, 3].map(() => (ops.uint(), id()))
    expect(ids).toEqual([far, -2, 1])
  })

  it('survive any bytes with a DecodeError or a result, never anything else', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        const applier = createApplier(createPlainTarget().target)
        try {
          for (const section of decodePayload(bytes)) applier.apply(section.bytes)
          applier.apply(bytes)
        } catch (error) {
          expect(error).toBeInstanceOf(DecodeError)
        }
      }),
      { numRuns: 3_000 },
    )
  })

  it('survive bit flips of a real section', () => {
    const writer = createSectionWriter<string>()
    writer.op(OP.document, 0)
    for (let i = 0; i < 20; i++) {
      writer.op(OP.element, ELEMENT.descend)
      writer.str('div')
      writer.uint(1)
      writer.str('class')
      writer.value(`c${i}`)
      writer.op(OP.text)
      writer.text(`text ${i}`)
    }
    const section = writer.take() as Uint8Array
    for (let bit = 0; bit < section.length * 8; bit++) {
      const copy = section.slice()
      copy[bit >> 3] = (copy[bit >> 3] ?? 0) ^ (1 << (bit & 7))
      try {
        createApplier(createPlainTarget().target).apply(copy)
      } catch (error) {
        expect(error, `bit ${bit}`).toBeInstanceOf(DecodeError)
      }
    }
  })
})

describe('payloads', () => {
  it('come back as they were', () => {
    const sections = [
      { document: 1, bytes: new Uint8Array([1, 2]) },
      { document: 7, bytes: new Uint8Array() },
    ]
    expect(decodePayload(encodePayload(sections))).toEqual(sections)
    expect(() => decodePayload(new Uint8Array([1, 5, 0]))).toThrow(DecodeError)
  })
})

describe('applier', () => {
  const base = (w: SectionWriter<string>): void => {
    w.op(OP.document, 0)
    w.op(OP.element, ELEMENT.descend)
    w.str('html')
    w.uint(0)
    w.op(OP.text)
    w.text('hello')
  }

  it('builds from implicit ids and a cursor', () => {
    const { apply, plain } = replica()
    apply(base)
    apply((w) => {
      w.op(OP.at, 2, 0)
      w.op(OP.text)
      w.text('first')
      w.op(OP.characters, 3)
      w.text('second')
    })
    expect(plain.document.root?.children[0]?.children.map((child) => child.data)).toEqual(['first', 'second'])
  })

  const BAD: [string, (w: SectionWriter<string>) => void][] = [
    ['a second document', (w) => w.op(OP.document, 0)],
    ['an unknown id', (w) => w.op(OP.remove, 99, 1)],
    ['id 0', (w) => w.op(OP.remove, 0, 1)],
    ['removing the document', (w) => w.op(OP.remove, 1, 1)],
    ['removing more siblings than there are', (w) => w.op(OP.remove, 3, 2)],
    ['a node into itself', (w) => (w.op(OP.detach, 2), w.op(OP.at, 2, 0), w.op(OP.attach, 2))],
    ['attaching what is attached', (w) => (w.op(OP.at, 1, 0), w.op(OP.attach, 2))],
    ['a place after a node elsewhere', (w) => w.op(OP.at, 1, 3)],
    ['up from the document', (w) => (w.op(OP.at, 1, 0), w.op(OP.up))],
    ['an unknown operation', (w) => w.op(99)],
    ['an unknown string', (w) => (w.op(OP.element, 0, 999), w.uint(0))],
    ['a missing text', (w) => w.op(OP.text)],
    ['adopting a node', (w) => w.op(OP.adopt, 1, 1, 2)],
    ['two shadow roots', (w) => (w.op(OP.shadowRoot, 2, 0), w.op(OP.shadowRoot, 2, 0))],
    [
      'too many attributes',
      (w) => (w.op(OP.element, 0), w.str('a'), w.uint(LIMITS.maxAttributesPerElement + 1)),
    ],
  ]
  it.each(BAD)('refuses %s', (_title, write) => {
    const { apply } = replica()
    apply(base)
    expect(() => apply(write)).toThrow(DecodeError)
  })

  it('refuses one node too many and one level too deep', () => {
    const deep = replica()
    deep.apply((w) => w.op(OP.document, 0))
    const nest = (count: number) => (w: SectionWriter<string>) => {
      w.op(OP.at, 1, 0)
      for (let i = 0; i < count; i++) {
        w.op(OP.element, ELEMENT.descend)
        w.str('b')
        w.uint(0)
      }
    }
    deep.apply(nest(LIMITS.maxTreeDepth))
    expect(() => deep.apply(nest(LIMITS.maxTreeDepth + 1))).toThrow('too deep')

    const wide = replica()
    const fill = (count: number) => (w: SectionWriter<string>) => {
      for (let i = 0; i < count; i++) {
        w.op(OP.text)
        w.text('')
      }
    }
    wide.apply(base)
    wide.apply(fill(LIMITS.maxLiveNodes - 3))
    expect(() => wide.apply((w) => (w.op(OP.at, 2, 0), fill(1)(w)))).toThrow('too many nodes')
  })

  it('pauses when it is due and goes on', () => {
    const writer = createSectionWriter<string>()
    writer.op(OP.document, 0)
    for (let i = 0; i < 200; i++) {
      writer.op(OP.text)
      writer.text(String(i))
    }
    const { target, document } = createPlainTarget()
    const run = createApplier(target).start(writer.take() as Uint8Array)
    expect(run(() => true)).toBe(false)
    expect(document.root?.children.length).toBeLessThan(50)
    expect(run(NEVER)).toBe(true)
    expect(document.root?.children).toHaveLength(200)
  })

  it('pauses within a digest', () => {
    const { target } = createPlainTarget()
    let looked = 0
    let drifts = 0
    const applier = createApplier({
      ...target,
      digest: () => looked++ * 0,
      drifted: () => void drifts++,
    })
    const writer = createSectionWriter<string>()
    base(writer)
    for (let i = 0; i < 500; i++) {
      writer.op(OP.text)
      writer.text('')
    }
    applier.apply(writer.take() as Uint8Array)
    writer.op(OP.digest, 1, 500, 7)
    const run = applier.start(writer.take() as Uint8Array)
    expect(run(() => true)).toBe(false)
    expect(looked).toBeLessThan(50)
    expect(drifts).toBe(0)
    expect(run(NEVER)).toBe(true)
    expect(looked).toBe(500)
    expect(drifts).toBe(1)
  })
})

describe('id tree', () => {
  it('frees everything under a node and nothing that moved out', () => {
    const tree = createIdTree()
    for (let id = 1; id <= 2_000; id++) tree.add(id)
    for (let id = 2; id <= 2_000; id++) tree.insert(id, id - 1, 0)
    tree.detach(1_000)
    const freed: number[] = []
    tree.free(500, (id) => freed.push(id))
    expect(freed).toHaveLength(500)
    expect(tree.size).toBe(1_500)
    expect(tree.has(1_000)).toBe(true)
    tree.insert(1_000, 499, 0)
    expect(tree.next(1_000)).toBe(0)
  })

  it('knows nothing of ids that nobody added, however far away', () => {
    const tree = createIdTree()
    tree.add(1)
    tree.add(400_000)
    tree.insert(400_000, 1, 0)
    const strange = [0, 2, 1_025, 399_999, 400_001, -1, -1_023, 2 ** 31, 2 ** 32 - 1]
    expect(strange.filter((id) => tree.has(id) || tree.parent(id) || tree.next(id))).toEqual([])
    expect(tree.parent(400_000)).toBe(1)
  })
})
