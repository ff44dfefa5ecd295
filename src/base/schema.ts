import type { Infer, Parser } from './parse.ts'
import * as plain from './parse.ts'

/*
 * The parsers of parse.ts once more, each carrying the JSON Schema of what it accepts: for the REST API and the settings,
 * where what validates also documents. Not for scripts that visitors load: the words cost room.
 */

export { ParseError } from './parse.ts'
export type { Infer, Parser }
export type Schema = { readonly [keyword: string]: unknown }

/** The parser, known to accept what `schema` says. */
export function described<P extends Parser<unknown>>(parser: P, schema: Schema): P {
  const wrapped: Parser<unknown> = (value, path) => parser(value, path)
  return Object.assign(wrapped, parser, { schema }) as P
}

/** The JSON Schema of a parser; `{}` (anything) for one that says nothing. */
export function schemaOf(parser: Parser<unknown>): Schema {
  const { schema } = parser as { schema?: Schema }
  return schema ?? {}
}

export function text(max: number, options: { min?: number; pattern?: RegExp } = {}): Parser<string> {
  const { min, pattern } = options
  return described(plain.text(max, options), {
    type: 'string',
    maxLength: max,
    ...(min !== undefined && { minLength: min }),
    ...(pattern && !pattern.flags.includes('i') && { pattern: pattern.source }),
  })
}

export function integer(min: number, max: number): Parser<number> {
  return described(plain.integer(min, max), { type: 'integer', minimum: min, maximum: max })
}

export const boolean: Parser<boolean> = described(plain.boolean, { type: 'boolean' })

export function oneOf<const T extends string | number>(...allowed: readonly T[]): Parser<T> {
  return described(plain.oneOf(...allowed), { enum: [...allowed] })
}

export function list<T>(item: Parser<T>, max: number): Parser<T[]> {
  return described(plain.list(item, max), { type: 'array', items: schemaOf(item), maxItems: max })
}

export function nullable<T>(inner: Parser<T>): Parser<T | null> {
  return described(plain.nullable(inner), { anyOf: [schemaOf(inner), { type: 'null' }] })
}

const IS_OPTIONAL = 'isOptional'

export function optional<T>(inner: Parser<T>): ReturnType<typeof plain.optional<T>> {
  return described(Object.assign(plain.optional(inner), { [IS_OPTIONAL]: true }), schemaOf(inner))
}

type Shape = Parameters<typeof plain.object>[0]

export function object<S extends Shape>(
  shape: S,
  options: { exact?: boolean } = {},
): ReturnType<typeof plain.object<S>> {
  const entries = Object.entries(shape)
  const required = entries.filter(([, parser]) => !(IS_OPTIONAL in parser)).map(([key]) => key)
  return described(plain.object(shape, options), {
    type: 'object',
    properties: Object.fromEntries(entries.map(([key, parser]) => [key, schemaOf(parser)])),
    ...(required.length > 0 && { required }),
    ...(options.exact && { additionalProperties: false }),
  })
}

export function record<T>(key: RegExp, item: Parser<T>, max: number): Parser<Record<string, T>> {
  return described(plain.record(key, item, max), {
    type: 'object',
    propertyNames: { pattern: key.source },
    additionalProperties: schemaOf(item),
    maxProperties: max,
  })
}

/** Any JSON value, handed on as it is: for what a later check or the database decides on. */
export const anything: Parser<unknown> = described((value: unknown) => value, {})

/** A time as RFC 3339 in UTC (RS-2). */
export const time: Parser<string> = described(plain.text(32), { type: 'string', format: 'date-time' })

/** A whole number in a query, where everything is text. */
export function wholeInQuery(min: number, max: number): Parser<number> {
  const digits = plain.text(9, { pattern: /^[0-9]+$/ })
  const whole = plain.integer(min, max)
  return described((value, path) => whole(Number(digits(value, path)), path), {
    type: 'integer',
    minimum: min,
    maximum: max,
  })
}
