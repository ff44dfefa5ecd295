import { texts } from '../texts.ts'

type Words = { title: string; help: string; unit?: string }

export function wordsOf(key: string): Words {
  const table: Readonly<Record<string, Words>> = texts.settings.settings
  return (Object.hasOwn(table, key) ? table[key] : undefined) ?? { title: key, help: '' }
}

export function sectionTitle(section: string): string {
  const table: Readonly<Record<string, string>> = texts.settings.sections
  return (Object.hasOwn(table, section) ? table[section] : undefined) ?? section
}

/** A value as a person reads it. */
export function describeValue(value: unknown): string {
  if (value === null || value === undefined || value === '') return texts.settings.edit.noValue
  if (typeof value === 'string') return value
  if (Array.isArray(value) && value.every((one) => typeof one !== 'object'))
    return value.length === 0 ? texts.settings.edit.noValue : value.join(', ')
  if (typeof value === 'object' && Object.keys(value).length === 0) return texts.settings.edit.noValue
  return JSON.stringify(value)
}
