import { type Language, languageOf } from '../protocol/languages.ts'
import { english, type Texts } from './languages/en/index.ts'

const OTHERS: Readonly<Record<Exclude<Language, 'en'>, () => Promise<{ texts: Texts }>>> = {
  de: () => import('./languages/de/index.ts'),
  es: () => import('./languages/es/index.ts'),
  fr: () => import('./languages/fr/index.ts'),
  it: () => import('./languages/it/index.ts'),
  'pt-BR': () => import('./languages/pt-br/index.ts'),
}

/** Set once, before the console's other modules are loaded: a page has one language for its whole life (VW-10). */
export let texts: Texts = english
/** For dates and numbers: the user's own variety of the language, if the browser names one. */
export let locale: string | undefined

/** The texts for a document in `documentLanguage`. Returns the language that it got: English if there is no other. */
export async function loadTexts(
  documentLanguage: string,
  preferred: readonly string[] = [],
): Promise<Language> {
  const language = languageOf(documentLanguage) ?? 'en'
  if (language !== 'en') {
    const loaded = await OTHERS[language]().catch(() => null)
    if (!loaded) return loadTexts('en', preferred)
    texts = loaded.texts
  }
  const primary = (tag: string) => tag.split('-')[0]
  locale = preferred.find((tag) => primary(tag) === primary(language)) ?? language
  return language
}
