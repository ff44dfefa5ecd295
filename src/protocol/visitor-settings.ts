import { boolean, type Infer, integer, list, nullable, object, oneOf, record, text } from '../base/parse.ts'

const selector = text(1_000, { min: 1 })
const selectors = list(selector, 1_000)
const httpsUrl = text(2_000)

/** The part of a group's settings that a visitor script gets; names are those of FEATURES section 16. */
export const visitorSettings = object({
  /** Raised with every change of the group's settings. */
  version: integer(0, Number.MAX_SAFE_INTEGER),
  masking: object({
    mode: oneOf('listed', 'inputs', 'all'),
    selectors,
    unmaskSelectors: selectors,
    roleSelectors: record(/^.{1,63}$/, selectors, 100),
    guestSelectors: selectors,
    urlDetail: oneOf('path', 'full', 'origin'),
    title: oneOf('show', 'hide'),
    hookTimeoutMs: integer(0, 60_000),
  }),
  consent: object({
    mode: oneOf('always', 'page', 'never'),
    termsUrl: nullable(httpsUrl),
    extraTermsUrl: nullable(httpsUrl),
    /** Whether the visitor is asked before the session goes to another domain (NV-11). */
    handover: oneOf('ask', 'auto'),
  }),
  /** Origins between which a session may pass: frames (NV-13) and hand-over. */
  trustedOrigins: list(text(255), 1_000),
  /** Parsed where it is used (control-settings.ts): few pages need it. */
  control: (value: unknown) => value,
  /** Parsed where it is used (presence-settings.ts). */
  presence: (value: unknown) => value,
  /** Whose windows may start sessions by message (WM-2). */
  chatOrigins: list(text(255), 1_000),
  capture: object({ canvas: boolean, pointer: boolean }),
  /** What a part has to look after while a session runs: `domains` to go to, `figures` to measure; empty: nothing. */
  watch: text(32),
  session: object({ waitExpiryMs: integer(0, 86_400_000), visitorGraceMs: integer(0, 900_000) }),
  ui: object({
    accent: text(32, { pattern: /^#[0-9a-fA-F]{6}$/ }),
    buttonLabel: nullable(text(63)),
    buttonCorner: oneOf('bottom-right', 'bottom-left', 'top-right', 'top-left'),
    agentNames: oneOf('full', 'first', 'role'),
    /** BCP 47 tag of `texts`. */
    locale: text(35),
    /** Texts of the interface by name (visitor-texts.ts). */
    texts: record(/^\w{1,32}$/, text(500), 100),
    groupName: text(127),
  }),
})
export type VisitorSettings = Infer<typeof visitorSettings>
