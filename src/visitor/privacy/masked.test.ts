import { expect, test } from 'vitest'
import { createSectionWriter, type SectionWriter } from '../../protocol/codec/section-writer.ts'
import { constant, type Masked } from './masked.ts'

/** What the compiler must refuse: a line without its error fails `tsc`. Never called. */
function refused(writer: SectionWriter<Masked>, raw: string): void {
  // @ts-expect-error a text is not Masked
  writer.text(raw)
  // @ts-expect-error nor as a name
  writer.str(raw)
  // @ts-expect-error nor as a value
  writer.value(raw)
  // @ts-expect-error nor put together of what is
  writer.text(`${constant('a')}${constant('b')}`)
  // @ts-expect-error nor a part of it
  writer.text(constant('abc').slice(1))
  // @ts-expect-error nor an object that looks like one
  writer.text({ toString: () => raw })
  // @ts-expect-error nor a text with something beside it
  writer.text(Object.assign(raw, { masked: true as const }))
}

test('MK-1: only what masking has seen can be written', () => {
  const writer = createSectionWriter<Masked>()
  writer.text(constant('of our own'))
  expect(writer.size).toBeGreaterThan(0)
  expect(refused).toBeTypeOf('function')
})
