import { oneOf } from '../base/parse.ts'

/** Languages of the visitor's controls (UI-13), of console and viewer (VW-10), as BCP 47 tags. */
export const LANGUAGES = ['en', 'de', 'es', 'fr', 'it', 'pt-BR'] as const
export type Language = (typeof LANGUAGES)[number]
export const language = oneOf(...LANGUAGES)

/** What each calls itself. */
export const LANGUAGE_NAMES: Readonly<Record<Language, string>> = {
  en: 'English',
  de: 'Deutsch',
  es: 'Español',
  fr: 'Français',
  it: 'Italiano',
  'pt-BR': 'Português (Brasil)',
}

/** Pages of the viewer's build, each with a script for each language. */
export type ScriptName = 'shell' | 'embed' | 'guest'

/** Name of a script of the viewer that has the words of this language. */
export function scriptName(of: ScriptName, language: Language): string {
  return language === 'en' ? `${of}.js` : `${of}.${language.toLowerCase()}.js`
}

/** A value from outside; `null` if it is none of our languages. */
export function languageOf(value: unknown): Language | null {
  return LANGUAGES.find((one) => one === value) ?? null
}

/** The first of `wanted` (BCP 47, best first) that there are texts for, if only in another country's variety; else English. */
export function chooseLanguage(wanted: readonly string[]): Language {
  for (const tag of wanted) {
    const found = LANGUAGES.find((one) => primary(one) === primary(tag))
    if (found) return found
  }
  return 'en'
}

function primary(tag: string): string | undefined {
  return tag.toLowerCase().split('-')[0]
}
