import type { Language } from '../../protocol/languages.ts'
import { useApi } from '../api/context.ts'
import { LanguageChoice } from '../frame/language-choice.tsx'
import { Notice } from '../frame/notice.tsx'
import { texts } from '../texts.ts'
import { Section } from './section.tsx'
import { useChange } from './use-change.ts'

const words = texts.language

export function LanguageSection({ language }: { language: Language | null }) {
  const api = useApi()
  const change = useChange(
    (next: Language | null) => api.account.chooseLanguage(next),
    () => window.location.reload(),
  )
  return (
    <Section title={words.title} lead={words.lead}>
      {change.failure !== null && <Notice text={change.failure} isError />}
      <LanguageChoice value={language} hasAutomatic isBusy={change.isBusy} onChange={change.run} />
    </Section>
  )
}
