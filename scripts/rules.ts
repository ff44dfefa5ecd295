// Patterns that src/ must not contain, and how many behavior rules (ids like MK-7) have a test.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Visitor } from 'vite'
import { rootDir } from './paths.ts'
import { isTestFile, lineOf, listFiles, readSources, type SourceFile } from './source-files.ts'

type Finding = { offset: number; text: string }

type Rule = {
  text: string
  find: (file: SourceFile, code: string) => Finding[]
  /** Files that are exempt, by their path in the repository. */
  except?: RegExp
}

/** The folder that alone makes values of type `Masked`; tests put them together as they need them. */
const PRIVACY = /^src\/visitor\/privacy\/|\.test\.tsx?$/

export const forbidden: readonly Rule[] = [
  { text: 'as any', find: castsTo(/\bany\b/) },
  { text: '@ts-ignore', find: comments(/@ts-(ignore|nocheck)\b/) },
  { text: 'innerHTML', find: code(/\b(inner|outer)HTML\b|dangerouslySetInnerHTML/), except: /\.test\.tsx?$/ },
  { text: 'console.log', find: code(/\bconsole\.log\b/), except: /^src\/cli\// },
  {
    text: 'cast into Masked outside src/visitor/privacy',
    find: castsTo(/\bMasked\b/),
    except: PRIVACY,
  },
  { text: 'Masked by another name', find: renamesMasked, except: PRIVACY },
  { text: 'only words of our own are constant()', find: callsOf('constant'), except: PRIVACY },
  {
    text: 'a type that fits everything, where Masked is written',
    find: castsTo(
      /\bnever\b|\btypeof\s+(?!globalThis\b|[A-Z][a-z])|\b(ReturnType|Parameters|Awaited|Extract|Exclude|NonNullable)</,
    ),
    // These two take apart and call natives; they write nothing.
    except: /^(?!src\/visitor\/capture\/)|\/(natives|wrapping)\.ts$|\.test\.ts$/,
  },
  { text: 'JSON.parse gives any', find: code(/\bJSON\.parse\b/), except: /^(?!src\/visitor\/capture\/)/ },
]

/** One line per forbidden pattern found in src/. */
export function checkForbidden(root: string = rootDir): string[] {
  return readSources(root).flatMap((file) => {
    const withoutComments = blankComments(file)
    return forbidden
      .filter((rule) => !rule.except?.test(file.path))
      .flatMap((rule) =>
        rule
          .find(file, withoutComments)
          .map(({ offset, text }) => `${file.path}:${lineOf(file.text, offset)}: ${rule.text} (${text})`),
      )
  })
}

/** The rule ids in titles of tests and in names of benchmark figures, and those that the specification defines when it is there. */
export function countRules(root: string = rootDir): { tested: string[]; defined: string[] } {
  const folders = ['src', 'test', 'scripts']
  const tests = folders.flatMap((folder) => listFiles(root, folder, ['.ts', '.tsx']).filter(isTestFile))
  const figures = listFiles(root, 'bench', ['.ts'])
  const tested = [...tests, ...figures].flatMap((path) =>
    rulesInTitles(readFileSync(join(root, path), 'utf8')),
  )
  const specification = ['FEATURES', 'SECURITY'].map((name) => join(root, `docs/design/${name}.md`))
  const defined = specification
    .filter((path) => existsSync(path))
    .flatMap((path) => [...readFileSync(path, 'utf8').matchAll(/\*\*([A-Z]{2}-\d+)\*\*/g)])
  return { tested: unique(tested), defined: unique(defined.map((match) => match[1] ?? '')) }
}

/** The rule ids in the titles of a test file. */
export function rulesInTitles(text: string): string[] {
  const titles =
    /\b(?:test|it|describe|scenario)(?:\.\w+(?:\((?:[^()]|\([^()]*\))*\))?)*\s*\(\s*(['"`])(.*?)\1/gs
  // Titles in the rows of a table: an id, then words.
  const rows = /(['"`])((?:[A-Z]{2}-\d+(?:, |: | ))+[^'"`]*)\1/g
  return [titles, rows].flatMap((pattern) =>
    [...text.matchAll(pattern)].flatMap((match) => idsIn(match[2] ?? '')),
  )
}

export function describeRules(root: string = rootDir): string {
  const { tested, defined } = countRules(root)
  if (defined.length === 0) return `${tested.length} behavior rules have a test`
  const missing = defined.filter((id) => !tested.includes(id))
  const unknown = tested.filter((id) => !defined.includes(id))
  return [
    `${defined.length - missing.length} of ${defined.length} behavior rules have a test`,
    ...(missing.length > 0 ? [`without: ${missing.join(' ')}`] : []),
    ...(unknown.length > 0 ? [`tests name unknown rules: ${unknown.join(' ')}`] : []),
  ].join('\n')
}

function code(pattern: RegExp): Rule['find'] {
  return (_file, text) => findAll(text, pattern)
}

function comments(pattern: RegExp): Rule['find'] {
  return (file) =>
    file.comments.flatMap(({ value, start }) =>
      findAll(value, pattern).map(({ offset, text }) => ({ offset: start + offset, text })),
    )
}

/** `as T`, `<T>x` and `x is T`: each makes a type out of nothing. */
function castsTo(type: RegExp): Rule['find'] {
  return (file) => {
    const found: Finding[] = []
    const look = (node: { start: number; end: number; typeAnnotation: Span | null }) => {
      const span = node.typeAnnotation
      if (span && type.test(file.text.slice(span.start, span.end))) {
        found.push({ offset: node.start, text: file.text.slice(node.start, node.end).slice(0, 60) })
      }
    }
    new Visitor({ TSAsExpression: look, TSTypeAssertion: look, TSTypePredicate: look }).visit(file.program)
    return found
  }
}

type Span = { start: number; end: number }

/** `type M = Masked`, `import { Masked as M }`, and the import of what makes one of any text. */
function renamesMasked(file: SourceFile): Finding[] {
  const found: Finding[] = []
  const note = (span: Span) =>
    found.push({ offset: span.start, text: file.text.slice(span.start, span.end).slice(0, 60) })
  new Visitor({
    TSTypeAliasDeclaration(node) {
      const { start, end } = node.typeAnnotation
      if (/^[\s(]*Masked\b[\s)]*([&|]|$)/.test(file.text.slice(start, end))) note(node)
    },
    ImportSpecifier(node) {
      const text = file.text.slice(node.start, node.end)
      if (/\bMasked\s+as\b/.test(text)) note(node)
      if (/^pass\b/.test(text) && /masked\.ts['"]/.test(lineAt(file.text, node.end))) note(node)
    },
  }).visit(file.program)
  return found
}

function lineAt(text: string, from: number): string {
  return text.slice(from).split('\n\n')[0]?.split(/from/)[1]?.split('\n')[0] ?? ''
}

/** Calls of `name` with anything but a text that is written there. */
function callsOf(name: string): Rule['find'] {
  return (file) => {
    const found: Finding[] = []
    new Visitor({
      CallExpression(node) {
        const { callee, arguments: given } = node
        if (callee.type !== 'Identifier' || callee.name !== name) return
        if (given.length === 1 && given[0]?.type === 'Literal') return
        found.push({ offset: node.start, text: file.text.slice(node.start, node.end).slice(0, 60) })
      },
    }).visit(file.program)
    return found
  }
}

function findAll(text: string, pattern: RegExp): Finding[] {
  return [...text.matchAll(new RegExp(pattern, 'g'))].map((match) => ({
    offset: match.index,
    text: match[0],
  }))
}

function blankComments({ text, comments }: SourceFile): string {
  return comments.reduce(
    (code, { start, end }) =>
      code.slice(0, start) + code.slice(start, end).replace(/[^\n]/g, ' ') + code.slice(end),
    text,
  )
}

function idsIn(title: string): string[] {
  return title.match(/\b[A-Z]{2}-\d+\b/g) ?? []
}

function unique(ids: readonly string[]): string[] {
  return [...new Set(ids)].sort((a, b) => a.localeCompare(b, 'en', { numeric: true }))
}

if (import.meta.main) {
  const problems = checkForbidden()
  for (const line of problems) console.log(line)
  console.log(describeRules())
  process.exitCode = problems.length > 0 ? 1 : 0
}
