import {
  boolean,
  described,
  integer,
  list,
  nullable,
  object,
  oneOf,
  ParseError,
  type Parser,
  text,
} from '../../base/schema.ts'
import { LANGUAGES } from '../../protocol/languages.ts'
import { BOUND_NAMES, DEFAULT_BOUND, ROLE_NAMES } from '../groups/roles.ts'
import { contrast } from './contrast.ts'
import {
  among,
  assetHosts,
  exactOrigin,
  guestPageUrl,
  httpsUrl,
  issuerUrl,
  origins,
  pageUrl,
  parentOriginList,
  roleSelectors,
  selectors,
  visitorTexts,
} from './parsers.ts'

/** A setting as data (FEATURES section 16). */
export type Setting<T> = {
  /** `S`: separate values for staging and production; `G`: one value for the group. */
  readonly scope: 'S' | 'G'
  readonly parse: Parser<T>
  readonly initial: T
  /** Where staging starts with another value. */
  readonly initialStaging?: T
}

function perSite<T>(parse: Parser<T>, initial: T, initialStaging?: T): Setting<T> {
  return initialStaging === undefined
    ? { scope: 'S', parse, initial }
    : { scope: 'S', parse, initial, initialStaging }
}

function perGroup<T>(parse: Parser<T>, initial: T): Setting<T> {
  return { scope: 'G', parse, initial }
}

const MIN_ACCENT_CONTRAST = 4.5

const color = text(7, { pattern: /^#[0-9a-fA-F]{6}$/ })

const theme: Parser<{ accent: string }> = described(
  (value, path = '') => {
    const parsed = object({ accent: color }, { exact: true })(value, path)
    // White words stand on the accent color.
    if (contrast(parsed.accent, '#ffffff') < MIN_ACCENT_CONTRAST) {
      throw new ParseError(
        `${path}.accent`,
        `must have a contrast of ${MIN_ACCENT_CONTRAST} or more to white`,
      )
    }
    return parsed
  },
  {
    type: 'object',
    properties: { accent: { type: 'string', format: 'color' } },
    required: ['accent'],
    additionalProperties: false,
  },
)

const corner = oneOf('bottom-right', 'bottom-left', 'top-right', 'top-left')
const button = object({ label: nullable(text(63, { min: 1 })), corner }, { exact: true })
const trustedDomains = list(
  object({
    origin: exactOrigin,
    transport: oneOf('fragment', 'query', 'bridge'),
    bridgeUrl: nullable(pageUrl),
  }),
  1_000,
)
const LOGIN_WAYS = ['password', 'passkey', 'oidc', 'loginkey'] as const
export type LoginWay = (typeof LOGIN_WAYS)[number]
const loginWays: Parser<LoginWay[]> = described(
  (value, path = '') => {
    const ways = among(LOGIN_WAYS)(value, path)
    if (ways.length === 0) throw new ParseError(path, 'must name one way to log in at least')
    return ways
  },
  { type: 'array', items: { enum: [...LOGIN_WAYS] }, minItems: 1, uniqueItems: true },
)
const GUEST_PRIVILEGES = ['view', 'point'] as const
type GuestPrivilege = (typeof GUEST_PRIVILEGES)[number]
const guestPrivileges: Parser<GuestPrivilege[]> = described(
  (value, path = '') => {
    const privileges = among(GUEST_PRIVILEGES)(value, path)
    if (!privileges.includes('view')) throw new ParseError(path, 'must have "view"')
    return privileges
  },
  { type: 'array', items: { enum: [...GUEST_PRIVILEGES] }, minItems: 1, uniqueItems: true },
)
const oidcSettings = object(
  {
    /** Exactly as the provider names itself. */
    issuer: issuerUrl,
    clientId: text(255, { min: 1 }),
    /** On the log-in page: "Log in with …". */
    name: text(63, { min: 1 }),
    /** In `testing`, log-ins are tried and audited, and let nobody in. */
    state: oneOf('testing', 'live'),
  },
  { exact: true },
)
const LOCAL_ORIGINS = ['http://localhost:*', 'http://127.0.0.1:*']

/** Every setting that exists. Keys not listed here are refused everywhere. */
export const SETTINGS = {
  'site.origins': perSite(origins, [] as string[], LOCAL_ORIGINS),
  'site.trustedDomains': perSite(trustedDomains, []),
  'site.chatOrigins': perSite(origins, [] as string[]),
  'assets.policy': perSite(oneOf('any-https', 'listed'), 'any-https'),
  'assets.hosts': perSite(assetHosts, [] as string[]),
  'keys.randomLength': perSite(integer(4, 9), 6),
  /** Minutes. */
  'keys.cooldown': perSite(integer(0, 1_440), 10),
  'keys.callerGiven': perSite(oneOf('allow', 'deny'), 'allow'),
  /** Minutes. */
  'session.waitExpiry': perSite(integer(1, 1_440), 30),
  /** Seconds. */
  'session.setupTimeout': perSite(integer(5, 120), 30),
  /** Seconds. */
  'session.visitorGrace': perSite(integer(15, 900), 120),
  /** Seconds. */
  'session.agentGrace': perSite(integer(30, 3_600), 300),
  /** Minutes; 0 = no limit. */
  'session.idleLimit': perSite(integer(0, 240), 30),
  /** Minutes. */
  'session.maxDuration': perSite(integer(5, 720), 240),
  'session.maxAgents': perGroup(integer(1, 20), 5),
  'session.maxConcurrent': perGroup(integer(1, 100_000), 1_000),
  'consent.mode': perSite(oneOf('always', 'page', 'never'), 'always'),
  'consent.termsUrl': perSite(nullable(httpsUrl), null),
  'consent.extraTermsUrl': perSite(nullable(httpsUrl), null),
  'consent.agentApproval': perSite(oneOf('none', 'first', 'each'), 'none'),
  'consent.handover': perSite(oneOf('ask', 'auto'), 'ask'),
  'masking.mode': perSite(oneOf('listed', 'inputs', 'all'), 'listed'),
  'masking.selectors': perSite(selectors, []),
  'masking.unmaskSelectors': perSite(selectors, []),
  'masking.guestSelectors': perSite(selectors, []),
  'masking.roleSelectors': perSite(roleSelectors, {}),
  'masking.urlDetail': perSite(oneOf('path', 'full', 'origin'), 'path'),
  'masking.title': perSite(oneOf('show', 'hide'), 'show'),
  /** Seconds. */
  'masking.hookTimeout': perSite(integer(1, 15), 5),
  'capture.canvas': perSite(boolean, true),
  'capture.pointer': perSite(boolean, true),
  'control.scope': perSite(oneOf('page', 'marked'), 'page'),
  'control.submit': perSite(oneOf('ask', 'allow', 'deny'), 'ask'),
  /** Seconds. */
  'control.requestTimeout': perSite(integer(15, 300), 60),
  'control.allowedSelectors': perSite(selectors, []),
  'control.blockedSelectors': perSite(selectors, []),
  'ui.theme': perSite(theme, { accent: '#1f5fbf' }),
  'ui.button': perSite(button, { label: null, corner: 'bottom-right' }),
  'ui.agentNames': perSite(oneOf('full', 'first', 'role'), 'full'),
  'ui.defaultLocale': perSite(oneOf(...LANGUAGES), 'en'),
  'ui.texts': perSite(visitorTexts, {}),
  permissions: perGroup(among(BOUND_NAMES), [...DEFAULT_BOUND]),
  /** Minutes. */
  'join.waitMax': perGroup(integer(1, 240), 30),
  'transport.httpFollow': perGroup(boolean, false),
  'embed.parentOrigins': perGroup(parentOriginList, [] as string[]),
  'presence.enabled': perSite(boolean, false),
  'presence.urlDetail': perSite(oneOf('path', 'full', 'origin'), 'path'),
  'guests.enabled': perSite(boolean, false),
  'guests.max': perSite(integer(1, 10), 3),
  'guests.visitorApproval': perSite(boolean, true),
  /** Seconds. */
  'guests.codeLife': perSite(integer(60, 1_800), 300),
  'guests.privileges': perSite(guestPrivileges, ['view'] as GuestPrivilege[]),
  'guests.joinRedirect': perSite(nullable(guestPageUrl), null),
  'guests.endUrl': perSite(nullable(pageUrl), null),
  'presence.agentOrigins': perGroup(origins, [] as string[]),
  /** Minutes. */
  'presence.tokenLife': perGroup(integer(1, 120), 60),
  'login.methods': perGroup(loginWays, ['password', 'passkey'] as LoginWay[]),
  'login.mfa': perGroup(oneOf('off', 'optional', 'required'), 'optional'),
  /** Minutes. */
  'login.idle': perGroup(integer(5, 720), 30),
  /** Hours. */
  'login.maxSession': perGroup(integer(1, 24), 12),
  /** Hours. */
  'login.keyMaxLife': perGroup(integer(1, 24), 24),
  'login.keySingleUse': perGroup(boolean, true),
  'login.jit': perGroup(boolean, false),
  'login.jitRole': perGroup(nullable(oneOf(...ROLE_NAMES)), null),
  /** Days. */
  'retention.sessions': perGroup(integer(1, 3_650), 395),
  /** Days. */
  'retention.contact': perGroup(integer(1, 3_650), 90),
  /** Days. */
  'retention.audit': perGroup(integer(1, 3_650), 730),
  'sso.oidc': perGroup(nullable(oidcSettings), null),
  'metrics.collect': perSite(boolean, false),
} as const satisfies Record<string, Setting<never> | Setting<unknown>>

export type SettingKey = keyof typeof SETTINGS
export type SettingValue<K extends SettingKey> = ReturnType<(typeof SETTINGS)[K]['parse']>
/** All settings of a group as one site sees them. */
export type Settings = { readonly [K in SettingKey]: SettingValue<K> }

export const SETTING_KEYS = Object.keys(SETTINGS) as SettingKey[]

/** Thrown for a key that does not exist or a value out of its range; `message` is fit for people. */
export class SettingError extends Error {
  override readonly name = 'SettingError'
}

export function isSettingKey(key: string): key is SettingKey {
  return Object.hasOwn(SETTINGS, key)
}

/** Does it say what is hidden? */
export function isMask(key: string): boolean {
  return key.startsWith('masking.')
}

/** Checks one value (SG-4). */
export function parseSetting(key: string, value: unknown): { key: SettingKey; value: unknown } {
  if (!isSettingKey(key)) throw new SettingError(`There is no setting "${key}".`)
  try {
    return { key, value: SETTINGS[key].parse(value, key) }
  } catch (error) {
    if (error instanceof ParseError) throw new SettingError(`The setting is refused: ${error.message}.`)
    throw error
  }
}

/** Reads `--set KEY=VALUE`: JSON if the text is JSON, else the text itself. */
export function parseSettingText(key: string, source: string): { key: SettingKey; value: unknown } {
  let value: unknown = source
  try {
    value = JSON.parse(source)
  } catch {
    // A bare word is a string.
  }
  return parseSetting(key, value)
}
