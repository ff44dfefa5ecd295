export type EmbedChoice = {
  readonly groupId: number
  readonly site: 'production' | 'staging'
  readonly isMeta: boolean
  readonly hasButton: boolean
  readonly hasPresence: boolean
  readonly visitorId: string
  readonly additional: string
  readonly cookieDomain: string
}

/** The tag for a page (FEATURES section 2). */
export function embedCode(origin: string, choice: EmbedChoice): string {
  const attributes: (readonly [string, string])[] = [
    ['id', 'sidelong'],
    ...(choice.isMeta ? [] : [['src', `${origin}/visitor/loader.js`] as const]),
    ['data-groupid', String(choice.groupId)],
    ['data-site', choice.site],
    ...(choice.isMeta ? [['data-server', origin] as const] : []),
    ...(choice.additional.trim() ? [['data-additionalgroupids', choice.additional.trim()] as const] : []),
    ...(choice.hasButton ? [['data-button', 'on'] as const] : []),
    ...(choice.hasPresence ? [['data-presence', 'on'] as const] : []),
    ...(choice.visitorId.trim() ? [['data-visitorid', choice.visitorId.trim()] as const] : []),
    ...(choice.cookieDomain.trim() ? [['data-cookiedomain', choice.cookieDomain.trim()] as const] : []),
  ]
  const text = attributes.map(([name, value]) => `${name}="${escapeAttribute(value)}"`).join(' ')
  return choice.isMeta ? `<meta ${text}>` : `<script ${text} async></script>`
}

/** What a page's content security policy has to permit. */
export function embedPolicy(
  origin: string,
  sessionServers: readonly string[],
  { isMeta, hasPresence }: Pick<EmbedChoice, 'isMeta' | 'hasPresence'>,
): string {
  const own = sessionServers.filter((one) => one !== origin)
  const socket = (one: string) => one.replace(/^http/, 'ws')
  const sources = [
    origin,
    ...own,
    ...own.map(socket),
    ...(own.length < sessionServers.length || hasPresence ? [socket(origin)] : []),
  ]
  return `script-src ${isMeta ? "'self'" : origin}; connect-src ${sources.join(' ')}`
}

function escapeAttribute(value: string): string {
  return value.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;')
}
