import type { Coverage } from '../../protocol/page-check.ts'
import type { PageResult } from './check-pages.ts'
import { kindOfField } from './sensitive.ts'

/** Something to look at: where it is, in CSS, and what it looks like. Never the value itself. */
export type Finding = { readonly where: string; readonly what: string; readonly label?: string }

/** A field that agents can read. */
export type OpenPlace = { readonly where: string; readonly label?: string }

export type PageReport = {
  readonly page: string
  readonly findings: readonly Finding[]
  /** Fields that agents can read and that look harmless. */
  readonly otherFields: number
  readonly openFields: readonly OpenPlace[]
  readonly masked: number
  /** The page has more fields or texts than were looked at. */
  readonly isCut: boolean
  readonly error: string | null
}

export type Report = {
  readonly pages: readonly PageReport[]
  /** Mask selectors that do nothing, too much, or cannot be read. */
  readonly selectors: readonly Finding[]
  /** Pages for which nobody said which masks apply: only what is always masked counted as masked. */
  readonly withoutRules: number
  /** Findings on pages and selectors together. */
  readonly count: number
}

/** From this share of a page's text on, a mask is likely to be a mistake. */
const TOO_MUCH = 0.8

/** `isPersonal`: names, addresses and the like count, too. */
export function makeReport(results: readonly PageResult[], isPersonal: boolean): Report {
  const pages = results.map((result) => reportPage(result, isPersonal))
  const selectors = reportSelectors(results.flatMap(({ check }) => check?.selectors ?? []))
  const withoutRules = results.filter(({ check, hasRules }) => check !== null && !hasRules).length
  return {
    pages,
    withoutRules,
    selectors,
    count: selectors.length + pages.reduce((sum, { findings }) => sum + findings.length, 0),
  }
}

function reportPage({ name, check, texts, error }: PageResult, isPersonal: boolean): PageReport {
  const fields = (check?.fields ?? []).map((field) => ({ ...field, kind: kindOfField(field) }))
  const findings = [...fields, ...texts.map((text) => ({ ...text, label: '' }))].flatMap(
    ({ where, label, kind }) =>
      kind && (isPersonal || !kind.isPersonal)
        ? [{ where, what: `looks like ${kind.name}`, ...(label ? { label } : {}) }]
        : [],
  )
  const openFields = fields
    .filter(({ where }) => !findings.some((finding) => finding.where === where))
    .map(({ where, label }) => ({ where, ...(label ? { label } : {}) }))
  return {
    page: name,
    findings,
    otherFields: openFields.length,
    openFields,
    masked: check?.masked ?? 0,
    isCut: check?.isCut ?? false,
    error,
  }
}

/** One line per selector, over all pages. */
function reportSelectors(coverage: readonly Coverage[]): Finding[] {
  const bySelector = Map.groupBy(coverage, ({ selector }) => selector)
  return [...bySelector].flatMap(([where, found]) => {
    const what = found.some(({ isValid }) => !isValid)
      ? 'is not a selector: with it, everything is masked'
      : found.every(({ elements }) => elements === 0)
        ? `matches nothing on ${found.length === 1 ? 'this page' : `these ${found.length} pages`}`
        : found.some(({ share }) => share >= TOO_MUCH)
          ? 'hides nearly all text of a page'
          : null
    return what === null ? [] : [{ where, what }]
  })
}

/** `hasFields`: every field that agents can read is listed, not counted only. */
export function reportLines({ pages, selectors, withoutRules, count }: Report, hasFields = false): string[] {
  const lines = pages.flatMap((page) => pageLines(page, hasFields))
  if (selectors.length > 0) lines.push('mask selectors', ...selectors.map(findingLine))
  if (withoutRules > 0)
    lines.push(
      `${withoutRules} of ${pages.length} pages: no tag and no --group, so only what is always masked counts as masked`,
    )
  lines.push(count === 0 ? 'Nothing to look at.' : `${count} ${count === 1 ? 'thing' : 'things'} to look at.`)
  return lines
}

function pageLines(
  { page, findings, otherFields, openFields, masked, isCut, error }: PageReport,
  hasFields: boolean,
): string[] {
  if (error !== null) return [page, `  ! could not be checked: ${error}`]
  const sums = `${masked} masked, ${otherFields} other fields open`
  return [
    `${page}  (${sums})`,
    ...findings.map(findingLine),
    ...(hasFields ? openFields.map(({ where, label }) => `    ${where}${labelOf(label)} can be read`) : []),
    ...(isCut ? ['  ! has more fields or texts than were looked at'] : []),
  ]
}

function findingLine({ where, what, label }: Finding): string {
  const tail = what.startsWith('looks') ? ' and is not masked' : ''
  return `  ! ${where}${labelOf(label)} ${what}${tail}`
}

function labelOf(label: string | undefined): string {
  return label ? ` "${label}"` : ''
}
