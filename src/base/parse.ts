/**
 * Parsers for everything that comes from outside: each takes `unknown`, copies declared keys only, and throws
 * {@link ParseError} naming the place and the rule, never the offending value (it could be page content).
 */
export class ParseError extends Error {
  override readonly name = 'ParseError'
  readonly path: string
  constructor(path: string, rule: string) {
    super(`${path || 'value'}: ${rule}`)
    this.path = path
  }
}

export type Parser<T> = (value: unknown, path?: string) => T
export type Infer<P> = P extends Parser<infer T> ? T : never

const OPTIONAL = Symbol('optional')
type OptionalParser<T> = Parser<T> & { readonly [OPTIONAL]: true }
type Shape = Readonly<Record<string, Parser<unknown>>>
type OptionalKeys<S extends Shape> = {
  [K in keyof S]: S[K] extends OptionalParser<unknown> ? K : never
}[keyof S]
type Shaped<S extends Shape> = { [K in Exclude<keyof S, OptionalKeys<S>>]: Infer<S[K]> } & {
  [K in OptionalKeys<S>]?: Infer<S[K]>
}
type Simplify<T> = { [K in keyof T]: T[K] }

/** A string of `min` to `max` UTF-16 units that matches `pattern` if one is given. */
/*#__NO_SIDE_EFFECTS__*/
export function text(max: number, options: { min?: number; pattern?: RegExp } = {}): Parser<string> {
  return (value, path = '') => {
    if (typeof value !== 'string') throw new ParseError(path, 'must be a string')
    if (value.length > max) throw new ParseError(path, `must not be longer than ${max}`)
    if (value.length < (options.min ?? 0))
      throw new ParseError(path, `must not be shorter than ${options.min}`)
    if (options.pattern && !options.pattern.test(value))
      throw new ParseError(path, 'has a form that is not allowed')
    return value
  }
}

/** A safe integer from `min` to `max`, both included. */
/*#__NO_SIDE_EFFECTS__*/
export function integer(min: number, max: number): Parser<number> {
  return (value, path = '') => {
    if (!Number.isSafeInteger(value)) throw new ParseError(path, 'must be a whole number')
    const n = value as number
    if (n < min || n > max) throw new ParseError(path, `must be from ${min} to ${max}`)
    return n
  }
}

export const boolean: Parser<boolean> = (value, path = '') => {
  if (typeof value !== 'boolean') throw new ParseError(path, 'must be true or false')
  return value
}

/** One of the given strings or numbers. */
/*#__NO_SIDE_EFFECTS__*/
export function oneOf<const T extends string | number>(...allowed: readonly T[]): Parser<T> {
  return (value, path = '') => {
    for (const item of allowed) if (item === value) return item
    throw new ParseError(path, `must be one of ${allowed.join(', ')}`)
  }
}

/*#__NO_SIDE_EFFECTS__*/
export function list<T>(item: Parser<T>, max: number): Parser<T[]> {
  return (value, path = '') => {
    if (!Array.isArray(value)) throw new ParseError(path, 'must be a list')
    if (value.length > max) throw new ParseError(path, `must not have more than ${max} entries`)
    return value.map((entry: unknown, i) => item(entry, `${path}[${i}]`))
  }
}

/*#__NO_SIDE_EFFECTS__*/
export function nullable<T>(inner: Parser<T>): Parser<T | null> {
  return (value, path = '') => (value === null ? null : inner(value, path))
}

/** A key of {@link object} that may be absent. */
/*#__NO_SIDE_EFFECTS__*/
export function optional<T>(inner: Parser<T>): OptionalParser<T> {
  const parser = ((value: unknown, path?: string) => inner(value, path)) as Parser<T>
  return Object.assign(parser, { [OPTIONAL]: true as const })
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** An object with these keys. Unknown keys are dropped, or refused with `exact`. */
/*#__NO_SIDE_EFFECTS__*/
export function object<S extends Shape>(
  shape: S,
  options: { exact?: boolean } = {},
): Parser<Simplify<Shaped<S>>> {
  const keys = Object.keys(shape)
  return (value, path = '') => {
    if (!isRecord(value)) throw new ParseError(path, 'must be an object')
    if (options.exact) {
      const unknown = Object.keys(value).some((key) => !Object.hasOwn(shape, key))
      if (unknown) throw new ParseError(path, 'has an unknown key')
    }
    const out: Record<string, unknown> = {}
    for (const key of keys) {
      const parser = shape[key]
      if (!parser) continue
      const at = path ? `${path}.${key}` : key
      if (Object.hasOwn(value, key) && value[key] !== undefined) out[key] = parser(value[key], at)
      else if (!(OPTIONAL in parser)) throw new ParseError(at, 'is missing')
    }
    return out as Simplify<Shaped<S>>
  }
}

/** A map from keys matching `key` to values; the result has no prototype. */
/*#__NO_SIDE_EFFECTS__*/
export function record<T>(key: RegExp, item: Parser<T>, max: number): Parser<Record<string, T>> {
  return (value, path = '') => {
    if (!isRecord(value)) throw new ParseError(path, 'must be an object')
    const entries = Object.entries(value)
    if (entries.length > max) throw new ParseError(path, `must not have more than ${max} entries`)
    const out: Record<string, T> = Object.create(null)
    for (const [name, entry] of entries) {
      if (!key.test(name)) throw new ParseError(path, 'has a key that is not allowed')
      out[name] = item(entry, `${path}.${name}`)
    }
    return out
  }
}

/** A union of objects told apart by their `type`. */
/*#__NO_SIDE_EFFECTS__*/
export function tagged<M extends Readonly<Record<string, Parser<object>>>>(
  variants: M,
): Parser<{ [K in keyof M]: Simplify<{ type: K } & Infer<M[K]>> }[keyof M]> {
  return (value, path = '') => {
    if (!isRecord(value)) throw new ParseError(path, 'must be an object')
    const type = value['type']
    const parser = typeof type === 'string' && Object.hasOwn(variants, type) ? variants[type] : undefined
    if (!parser) throw new ParseError(path ? `${path}.type` : 'type', 'is unknown')
    return { type, ...parser(value, path) } as never
  }
}

/** {@link tagged}, and `null` for a type that a later version may know: left out, not a fault. */
export function taggedOrLater<M extends Readonly<Record<string, Parser<object>>>>(
  variants: M,
): Parser<ReturnType<ReturnType<typeof tagged<M>>> | null> {
  const known = tagged(variants)
  return (value, path = '') => {
    const type = isRecord(value) ? value['type'] : undefined
    return typeof type === 'string' && !Object.hasOwn(variants, type) ? null : known(value, path)
  }
}

/** Parses JSON text of at most `maxLength` UTF-16 units; `ParseError` for anything else. */
export function parseJson<T>(json: string, maxLength: number, parser: Parser<T>): T {
  if (json.length > maxLength) throw new ParseError('', `must not be longer than ${maxLength}`)
  let value: unknown
  try {
    value = JSON.parse(json)
  } catch {
    throw new ParseError('', 'must be JSON')
  }
  return parser(value)
}
