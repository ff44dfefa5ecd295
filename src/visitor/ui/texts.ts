import { TEXT_NAMES, type TextName } from '../../protocol/visitor-texts.ts'

/**
 * In the order of {@link TEXT_NAMES}, which compresses better than a table. Spoken until the web server's texts are
 * here, which come with the settings, in the visitor's language (UI-13).
 */
const ENGLISH =
  'Live help|Show this page?|Agents of # will see this page live and help you here.|Seen: the pages of this website, as you see them|Not seen: passwords, hidden fields, other tabs and programs|You can pause or end at any time.|Terms|Accept|Decline|Connecting…|Waiting for an agent|Your code|Valid until #|Copy|# can see this page|Guest|# has left|Paused, page hidden|Pause|Resume|End|Ends in # minutes|Session ended|by you|by the agent|time is up|connection lost|by the company|That did not work.|What is hidden?'

export type { TextName }
/** `#` in the text becomes `filling`. */
export type Texts = (name: TextName, filling?: string) => string

export function createTexts(given: Readonly<Record<string, string>>): Texts {
  const english = ENGLISH.split('|')
  return (name, filling = '') =>
    (given[name] ?? english[TEXT_NAMES.indexOf(name)] ?? '').replace('#', () => filling)
}
