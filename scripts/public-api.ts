// What is made of the public types: a report of each npm package, so that a change of its surface shows in review (AP-5),
// and the reference tables of the docs. `npm run reference` writes them; `npm run check` compares.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { parseSync } from 'vite'
import { PUBLIC_TYPES } from './npm-package.ts'
import { rootDir } from './paths.ts'

type Member = { name: string; text: string; doc: string; values: string; isMethod: boolean; params: string }
type Parsed = { readonly interfaces: ReadonlyMap<string, readonly Member[]>; readonly report: string }

/** The part of the syntax tree that is read. */
type Syntax = {
  type: string
  start: number
  end: number
  id?: { name?: string }
  declaration?: Syntax | null
  body?: { body: Syntax[] }
  key?: { name?: string; value?: string }
  params?: Parameter[]
  returnType?: { typeAnnotation: Syntax }
  typeAnnotation?: { typeAnnotation: Syntax }
}

type Parameter = {
  name?: string
  optional?: boolean
  typeAnnotation?: {
    typeAnnotation: { type: string; members?: { key: { name: string }; optional?: boolean }[] }
  }
}

/** Differences between what is checked in and what the types say, as lines; `write` mends them instead. */
export function checkPublicApi(write = false, root = rootDir): string[] {
  const problems: string[] = []
  const expectText = (path: string, text: string): void => {
    const full = join(root, path)
    if (existsSync(full) && readFileSync(full, 'utf8') === text) return
    if (!write) return void problems.push(`${path} is not what the types say: npm run reference`)
    mkdirSync(dirname(full), { recursive: true })
    writeFileSync(full, text)
  }
  for (const [name, path] of Object.entries(PUBLIC_TYPES)) {
    const { report } = readTypes(readFileSync(join(root, path), 'utf8'))
    expectText(
      `docs/api-reports/${name}.api.md`,
      `# @sidelong/${name}\n\nMade by \`npm run reference\` of \`${path}\`. A change here is a change for everybody who uses the package.\n\n\`\`\`ts\n${report}\`\`\`\n`,
    )
  }
  const page = 'docs/site-developer.md'
  const types = readTypes(readFileSync(join(root, PUBLIC_TYPES.visitor), 'utf8'))
  expectText(page, fillTables(readFileSync(join(root, page), 'utf8'), visitorTables(types)))
  return problems
}

/** Each table stands between `<!-- name: … -->` and `<!-- /name -->`. */
export function fillTables(page: string, tables: Readonly<Record<string, string>>): string {
  return Object.entries(tables).reduce((text, [name, table]) => {
    const place = new RegExp(`(<!-- ${name}:[^>]*-->\n)[\\s\\S]*?(<!-- /${name} -->)`)
    if (!place.test(text)) throw new Error(`the place of the table "${name}" is missing`)
    return text.replace(place, (_, start: string, end: string) => `${start}\n${table}\n${end}`)
  }, page)
}

export function visitorTables({ interfaces }: Parsed): Record<string, string> {
  const of = (name: string) => interfaces.get(name) ?? []
  const attributes = of('TagOptions').map(({ name, values, doc }) => [
    `\`data-${name.toLowerCase()}\``,
    values,
    doc,
  ])
  const spaces = { '': 'SidelongApi', masking: 'MaskingApi', control: 'ControlApi', messages: 'MessagesApi' }
  const more = { navigation: 'NavigationApi', ui: 'UiApi', presence: 'PresenceApi' }
  const own = new Set(Object.keys({ ...spaces, ...more }))
  const members = Object.entries({ ...spaces, ...more }).flatMap(([space, type]) =>
    of(type)
      .filter(({ name }) => space !== '' || !own.has(name))
      .map(({ name, params, text, doc }) => [
        code(`${space && `${space}.`}${name}${params}`),
        code(text),
        doc,
      ]),
  )
  const events = of('Events').map(({ name, text, doc }) => [`\`${name}\``, code(text), doc])
  return {
    attributes: table(['attribute', 'values (default)', ''], attributes),
    members: table(['member', 'gives', ''], members),
    events: table(['event', 'payload', ''], events),
  }
}

function code(text: string): string {
  return text === '' || text === 'void' ? '' : `\`${text.replaceAll('|', '\\|')}\``
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`.replace(/\| {2}(?=\|)/g, '| ')
  return `${[line(head), `|${'---|'.repeat(head.length)}`, ...rows.map(line)].join('\n')}\n`
}

export function readTypes(source: string): Parsed {
  const { program, comments, errors } = parseSync('types.ts', source)
  if (errors.length > 0) throw new Error(`the public types do not parse: ${errors[0]?.message}`)
  const text = (node: { start: number; end: number }) =>
    source
      .slice(node.start, node.end)
      .replace(/\/\*\*[\s\S]*?\*\//g, '')
      // Members of a written-out object, each on a line of its own.
      .replace(/([^{|&\s])\n\s+(?=[\w]+\??:)/g, '$1, ')
      .replace(/\s+/g, ' ')

  /** The comment that ends right before `at`. */
  function docBefore(at: number): string {
    const found = comments.find((one) => one.end <= at && /^\s*$/.test(source.slice(one.end, at)))
    return (found?.value ?? '')
      .replace(/^\*/, '')
      .replace(/\n\s*\* ?/g, '\n')
      .trim()
  }

  function readMember(node: Syntax): Member {
    const [doc = '', values = ''] = docBefore(node.start).split(/\s*@values /)
    const isMethod = node.type === 'TSMethodSignature'
    const params = node.params?.map(describeParameter).join(', ')
    const type = isMethod ? node.returnType : node.typeAnnotation
    return {
      name: node.key?.name ?? node.key?.value ?? '',
      text: type ? asOneLine(text(type.typeAnnotation)) : '',
      doc: doc.replace(/\s+/g, ' '),
      values,
      isMethod,
      params: isMethod ? `(${params})` : '',
    }
  }

  const interfaces = new Map<string, Member[]>()
  for (const statement of program.body as unknown as Syntax[]) {
    const { declaration } = statement
    if (declaration?.type !== 'TSInterfaceDeclaration') continue
    interfaces.set(declaration.id?.name ?? '', (declaration.body?.body ?? []).map(readMember))
  }
  const bare = comments
    .toReversed()
    .reduce((rest, { start, end }) => rest.slice(0, start) + rest.slice(end), source)
  return { interfaces, report: `${bare.replace(/^\s*\n/gm, '').trim()}\n` }
}

/** Its name; for an object that is written out, the names in it. */
function describeParameter({ name, optional, typeAnnotation }: Parameter): string {
  const type = typeAnnotation?.typeAnnotation
  const mark = (isOptional: boolean | undefined) => (isOptional ? '?' : '')
  if (type?.type !== 'TSTypeLiteral') return `${name}${mark(optional)}`
  const names = type.members?.map((one) => one.key.name + mark(one.optional)) ?? []
  return `{ ${names.join(', ')} }${mark(optional)}`
}

/** As people write a short object: `{ a: string, b?: number }`. */
function asOneLine(type: string): string {
  return type
    .replaceAll('; ', ', ')
    .replaceAll('readonly ', '')
    .replace(/\{ ([a-z][^}]*?)[,;]? \}/g, '{ $1 }')
    .trim()
}

if (import.meta.main) {
  const problems = checkPublicApi(true)
  for (const line of problems) console.error(line)
}
