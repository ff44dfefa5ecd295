import { groupIdFromText } from '../../protocol/ids.ts'

type OnOff = 'on' | 'off'

/** The attributes of the tag (FEATURES section 2), frozen when the loader ran (EM-1). */
export type TagConfig = {
  readonly groupId: number
  readonly additionalGroupIds: readonly number[]
  readonly site: 'production' | 'staging'
  readonly visitorId: string | null
  readonly presence: OnOff | 'api'
  readonly ui: 'default' | 'none'
  readonly button: OnOff
  readonly termsUrl: string | null
  readonly locale: string | null
  readonly cookieDomain: string | null
  readonly inputEvents: Readonly<Record<string, string>>
  readonly maskingHook: 'required' | 'optional'
  readonly startPaused: OnOff
  readonly metrics: OnOff
  readonly compat: OnOff
  /** Origin of the web server. */
  readonly server: string
  /** Folder of the script's parts, ending in a slash. */
  readonly scriptUrl: string
}

/** What surrounds the tag. */
export type TagPlace = {
  attribute: (name: string) => string | null
  id: string
  /** Address of the loader itself, if known. */
  src: string | null
  /** Host name of the page. */
  host: string
}

/** Reads a tag; `null` for one that is unusable (EM-2). Unknown attributes are ignored. */
export function readTag({ attribute, id, src, host }: TagPlace): TagConfig | null {
  const get = (name: string) => attribute(`data-${name}`)?.trim() || null
  const pick = <const T extends string>(name: string, standard: T, ...others: T[]): T =>
    others.find((value) => value === get(name)) ?? standard
  try {
    const group = groupIdFromText(get('groupid') ?? '')
    const more = get('additionalgroupids') ?? get('additionalgroupid')
    const additional = more ? more.split(',').map((part) => groupIdFromText(part.trim())) : []
    const site = get('site') ?? 'production'
    const inputEvents: unknown = JSON.parse(get('inputevents') ?? '{}')
    const cookieDomain = get('cookiedomain')?.replace(/^\./, '') ?? null
    const server = originOf(get('server') ?? get('ws') ?? src ?? '')
    const scripts = get('scripturl')
    if (
      !group ||
      additional.includes(null) ||
      // A misspelled site would silently apply the masks of the other one.
      (site !== 'production' && site !== 'staging') ||
      !isStringMap(inputEvents) ||
      // Public suffixes of two labels are left to the browser, which refuses the cookie (NV-7).
      (cookieDomain && !(`.${host}`.endsWith(`.${cookieDomain}`) && /\w\.\w/.test(cookieDomain)))
    )
      return null
    return Object.freeze({
      groupId: group,
      additionalGroupIds: Object.freeze(additional as number[]),
      site,
      visitorId: get('visitorid'),
      presence: pick('presence', 'off', 'on', 'api'),
      ui: pick('ui', 'default', 'none'),
      button: pick('button', 'off', 'on'),
      termsUrl: get('termsurl'),
      locale: get('locale'),
      cookieDomain,
      inputEvents: Object.freeze(inputEvents),
      maskingHook: pick('maskinghook', 'optional', 'required'),
      startPaused: /^(on|1|2)$/.test(get('startpaused') ?? '') ? 'on' : 'off',
      metrics: get('metrics') === 'on' || get('collection') === 'on' ? 'on' : 'off',
      compat: pick('compat', id === 'glance-cobrowse' ? 'on' : 'off', 'on', 'off'),
      server,
      scriptUrl: new URL(scripts ? scripts.replace(/\/?$/, '/') : '.', src ?? `${server}/visitor/`).href,
    })
  } catch {
    return null
  }
}

/** Also understands what older tags carry: a bare host name or a socket address. */
function originOf(address: string): string {
  return new URL(address.includes('//') ? address.replace(/^ws/, 'http') : `https://${address}`).origin
}

function isStringMap(value: unknown): value is Record<string, string> {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    Object.values(value).every((entry) => typeof entry === 'string')
  )
}
