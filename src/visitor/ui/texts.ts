/** More in texts-more.ts, for which there is no room in the script (PL-3). */
const LOCALES = ['en', 'de'] as const

export const NAMES = [
  'start',
  'ask',
  'who',
  'seen',
  'unseen',
  'anytime',
  'terms',
  'accept',
  'decline',
  'starting',
  'waiting',
  'code',
  'until',
  'copy',
  'watching',
  'guest',
  'left',
  'paused',
  'pause',
  'resume',
  'end',
  'soon',
  'over',
  'byVisitor',
  'byAgent',
  'byTime',
  'byLoss',
  'byOther',
  'failed',
] as const

/** One text per locale, its parts in the order of {@link NAMES}: compresses better than a table. `#` is filled in. */
const TEXTS = [
  'Live help|Show this page?|Agents of # will see this page live and help you here.|Seen: the pages of this website, as you see them|Not seen: passwords, hidden fields, other tabs and programs|You can pause or end at any time.|Terms|Accept|Decline|Connecting…|Waiting for an agent|Your code|Valid until #|Copy|# can see this page|Guest|# has left|Paused, page hidden|Pause|Resume|End|Ends in # minutes|Session ended|by you|by the agent|time is up|connection lost|by the company|That did not work.',
  'Live-Hilfe|Diese Seite zeigen?|Mitarbeitende von # sehen diese Seite live und helfen Ihnen hier.|Sichtbar: die Seiten dieser Website, wie Sie sie sehen|Nicht sichtbar: Passwörter, verdeckte Felder, andere Tabs und Programme|Sie können jederzeit pausieren oder beenden.|Bedingungen|Zustimmen|Ablehnen|Verbinden …|Warten auf Hilfe|Ihr Code|Gültig bis #|Kopieren|# sieht diese Seite|Gast|# ist gegangen|Pausiert, Seite verborgen|Pause|Fortsetzen|Beenden|Endet in # Minuten|Sitzung beendet|von Ihnen|vom Agenten|Zeit abgelaufen|Verbindung verloren|vom Anbieter|Das hat nicht geklappt.',
]

export type TextName = (typeof NAMES)[number]
export type Texts = (name: TextName, filling?: string) => string

/** The first of `wanted` (BCP 47) that there are texts for (UI-13). */
export function chooseLocale(wanted: readonly (string | null | undefined)[]): (typeof LOCALES)[number] {
  for (const tag of wanted) {
    const found = LOCALES.find((locale) => locale.slice(0, 2) === tag?.toLowerCase().split('-')[0])
    if (found) return found
  }
  return 'en'
}

export function createTexts(locale: (typeof LOCALES)[number]): Texts {
  const texts = TEXTS[LOCALES.indexOf(locale)]?.split('|')
  return (name, filling = '') => texts?.[NAMES.indexOf(name)]?.replace('#', () => filling) ?? ''
}
