import { NativeSelect } from '@mantine/core'
import { LANGUAGE_NAMES, LANGUAGES, type Language, languageOf } from '../../protocol/languages.ts'
import { texts } from '../texts.ts'

type Props = {
  readonly value: Language | null
  /** Whether one may leave it to the browser. */
  readonly hasAutomatic?: boolean
  readonly isBusy?: boolean
  readonly onChange: (next: Language | null) => void
}

/** The languages of the console, each by its own name. */
export function LanguageChoice({ value, hasAutomatic = false, isBusy = false, onChange }: Props) {
  return (
    <NativeSelect
      name="language"
      aria-label={texts.language.title}
      maw={240}
      disabled={isBusy}
      value={value ?? ''}
      onChange={(event) => onChange(languageOf(event.currentTarget.value))}
    >
      {hasAutomatic && <option value="">{texts.language.automatic}</option>}
      {LANGUAGES.map((one) => (
        <option key={one} value={one} lang={one}>
          {LANGUAGE_NAMES[one]}
        </option>
      ))}
    </NativeSelect>
  )
}
