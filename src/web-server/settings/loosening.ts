import type { SettingKey } from './registry.ts'

/*
 * SG-2: which changes let agents see more, or let more in. A setting that is in no table here loosens nothing by its change.
 */

/** Lists and maps of lists that hide, block or restrict: loosened by what is taken away. */
const RESTRICTS = [
  'masking.selectors',
  'masking.guestSelectors',
  'masking.roleSelectors',
  'control.blockedSelectors',
]
/** Lists that let in, show or permit: loosened by what is added. */
const PERMITS = [
  'site.origins',
  'site.trustedDomains',
  'site.chatOrigins',
  'assets.hosts',
  'masking.unmaskSelectors',
  'control.allowedSelectors',
  'presence.agentOrigins',
  'embed.parentOrigins',
  'guests.privileges',
  'login.methods',
  'permissions',
]
/** What is trusted, if it is set. */
const TRUSTED = ['sso.oidc', 'login.jitRole', 'guests.joinRedirect', 'guests.endUrl']
/** Choices, the strictest first. */
const RANKS: Readonly<Record<string, readonly unknown[]>> = {
  'masking.mode': ['all', 'inputs', 'listed'],
  'masking.urlDetail': ['origin', 'path', 'full'],
  'masking.title': ['hide', 'show'],
  'presence.urlDetail': ['origin', 'path', 'full'],
  'presence.enabled': [false, true],
  'assets.policy': ['listed', 'any-https'],
  'consent.mode': ['always', 'page', 'never'],
  'consent.agentApproval': ['each', 'first', 'none'],
  'consent.handover': ['ask', 'auto'],
  'control.scope': ['marked', 'page'],
  'control.submit': ['deny', 'ask', 'allow'],
  'guests.enabled': [false, true],
  'guests.visitorApproval': [true, false],
  'login.mfa': ['required', 'optional', 'off'],
  'login.jit': [false, true],
  'login.keySingleUse': [true, false],
  'transport.httpFollow': [false, true],
  'ui.customControlBanner': [false, true],
}

/** Whether `after` is less strict than `before` in any respect. */
export function isLoosening(key: SettingKey | string, before: unknown, after: unknown): boolean {
  if (RESTRICTS.includes(key)) return hasMissing(entriesOf(before), entriesOf(after))
  if (PERMITS.includes(key)) return hasMissing(entriesOf(after), entriesOf(before))
  const ranks = RANKS[key]
  if (ranks) return ranks.indexOf(after) > ranks.indexOf(before)
  // Where a company's log-in comes from decides who gets in, a guest's page speaks for the guest, and guests trust the page where they end.
  return TRUSTED.includes(key) && after !== null && !isSame(before, after)
}

function hasMissing(entries: readonly string[], among: readonly string[]): boolean {
  return entries.some((entry) => !among.includes(entry))
}

/** The entries of a list, or of all lists of a map, each with its place. */
function entriesOf(value: unknown, place = ''): string[] {
  if (Array.isArray(value)) return value.map((entry) => `${place} ${stable(entry)}`)
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, entries]) => entriesOf(entries, name))
}

/** Whether two JSON values are the same, whatever the order of their keys. */
export function isSame(a: unknown, b: unknown): boolean {
  return stable(a) === stable(b)
}

function stable(value: unknown): string {
  return JSON.stringify(value, (_key, entry: unknown) =>
    typeof entry === 'object' && entry !== null && !Array.isArray(entry)
      ? Object.fromEntries(Object.entries(entry).sort(([a], [b]) => (a < b ? -1 : 1)))
      : entry,
  )
}
