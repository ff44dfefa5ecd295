/*
 * The public types of the visitor's side (FEATURES sections 2, 5 and 6), published as they stand here with the npm module
 * `@sidelong/visitor`: hence no import. The tables in docs/site-developer.md are made of the comments (scripts/reference.ts).
 */

export type Site = 'production' | 'staging'
export type SessionState = 'idle' | 'consent' | 'starting' | 'waiting' | 'active' | 'reconnecting'
/** Setting up, waiting, active; completed, disconnected, cancelled, expired. */
export type Status = 'J' | 'W' | 'A' | 'C' | 'X' | 'Q' | 'T'
export type Privilege =
  | 'view'
  | 'point'
  | 'draw'
  | 'scroll'
  | 'click'
  | 'type'
  | 'navigate'
  | 'share-screen'
  | 'request-screen'
  | 'video'
  | 'invite-guest'
  | 'end'
export type EndReason =
  | 'visitor-cancelled'
  | 'visitor-lost'
  | 'setup-failed'
  | 'wait-expired'
  | 'visitor-ended'
  | 'agent-ended'
  | 'admin-ended'
  | 'agents-left'
  | 'idle'
  | 'max-duration'
  | 'agent-lost'
  | 'server-lost'
  | 'script-error'
  | 'replaced'
  | 'group-suspended'

/** The codes that a page can meet; what each means is in the table "Troubleshooting by code". */
export type ErrorCode =
  | 'bad-config'
  | 'bad-params'
  | 'bad-key'
  | 'key-not-allowed'
  | 'unsupported-browser'
  | 'version-too-old'
  | 'group-not-allowed'
  | 'origin-not-allowed'
  | 'group-suspended'
  | 'key-in-use'
  | 'key-exhausted'
  | 'already-in-session'
  | 'terms-declined'
  | 'consent-required'
  | 'cancelled'
  | 'rate-limited'
  | 'quota-exceeded'
  | 'no-server'
  | 'network'
  | 'csp-blocked'
  | 'integrity-failed'
  | 'storage-blocked'
  | 'not-in-session'
  | 'session-expired'
  | 'resume-refused'
  | 'server-lost'
  | 'settings-unavailable'
  | 'selector-invalid'
  | 'hook-failed'
  | 'not-permitted'
  | 'activation-required'
  | 'message-too-large'
  | 'handover-refused'
  | 'handover-expired'
  | 'popup-blocked'
  | 'presence-disabled'
  | 'presence-unavailable'
  | 'script-error'

/** What rejects, and what the event `error` carries. `message` is for logs. Nothing in it comes from the page's content. */
export interface SidelongError extends Error {
  readonly name: 'SidelongError'
  readonly code: ErrorCode
  readonly detail?: Readonly<Record<string, string | number | boolean>>
  readonly retryAfterSeconds?: number
}

/** Attributes of the tag, in camelCase and without `data-`. */
export interface TagOptions {
  /**
   * your group
   * @values 1 to 9 digits, required
   */
  groupId: number | string
  /**
   * other groups whose sessions may run on this page
   * @values comma list (none)
   */
  additionalGroupIds?: readonly (number | string)[] | string
  /**
   * which settings apply
   * @values `production`, `staging` (`production`)
   */
  site?: Site
  /**
   * becomes the session key, so agents find the session by it
   * @values 1 to 63 of `A-Z a-z 0-9 . _ ~ -` (none)
   */
  visitorId?: string
  /**
   * shows our start button
   * @values `on`, `off` (`off`)
   */
  button?: 'on' | 'off'
  /**
   * `none`: nothing of ours is shown; you ask and show
   * @values `default`, `none` (`default`)
   */
  ui?: 'default' | 'none'
  /**
   * the link in the question
   * @values https address (from the settings)
   */
  termsUrl?: string
  /**
   * language of our controls: en, de, es, fr, it, pt-BR
   * @values language tag (from page and browser)
   */
  locale?: string
  /**
   * the session survives across sub-domains
   * @values parent domain of the page's host (host only)
   */
  cookieDomain?: string
  /**
   * keys that act: `{"ctrl+shift+h":"showTerms"}`
   * @values JSON (none)
   */
  inputEvents?: Readonly<Record<string, string>> | string
  /**
   * sessions start paused
   * @values `on`, `off` (`off`)
   */
  startPaused?: 'on' | 'off'
  /**
   * measures how long our script works, for a group that collects such figures
   * @values `on`, `off` (`off`)
   */
  metrics?: 'on' | 'off'
  /**
   * `required`: without a masking hook the whole page is hidden
   * @values `required`, `optional` (`optional`)
   */
  maskingHook?: 'required' | 'optional'
  /**
   * who of your visitors is there, for agents: `on` reports the page, `api` does what the page's code asks for
   * @values `on`, `api`, `off` (`off`)
   */
  presence?: 'on' | 'api' | 'off'
  /**
   * brings the older names (`GLANCE…`)
   * @values `on`, `off` (`off`)
   */
  compat?: 'on' | 'off'
  /**
   * another web server
   * @values origin (that of `src`)
   */
  server?: string
  /**
   * where the scripts lie if you host them
   * @values folder (that of `src`)
   */
  scriptUrl?: string
}

/** What `loadSidelong` takes: the attributes of the tag, and what else a page may set in `window.SidelongConfig`. */
export interface LoadOptions extends TagOptions {
  server: string
  name?: string
  email?: string
  phone?: string
  getMaskingDescriptor?: MaskingHook
  /** Of the page's content policy, for the scripts that are added. */
  nonce?: string
}

/** The tag as it was when the loader ran; `null` for what it leaves out. */
export interface TagConfig {
  readonly groupId: number
  readonly additionalGroupIds: readonly number[]
  readonly site: Site
  readonly inputEvents: Readonly<Record<string, unknown>> | null
  /** Origin of the web server. */
  readonly server: string
  /** Folder of the script's parts, ending in a slash. */
  readonly scriptUrl: string
  readonly visitorId: string | null
  readonly ui: string | null
  readonly button: string | null
  readonly termsUrl: string | null
  readonly locale: string | null
  readonly cookieDomain: string | null
  readonly maskingHook: string | null
  readonly startPaused: string | null
  readonly presence: string | null
  readonly compat: string | null
  readonly metrics: string | null
}

export interface Identity {
  /** ≤ 63 characters */
  visitorId?: string
  /** ≤ 63 */
  name?: string
  /** ≤ 127 */
  email?: string
  /** ≤ 31 */
  phone?: string
}

export interface StartParams extends Identity {
  key?: string
  randomKey?: boolean
  groupId?: number
  paused?: boolean
  locale?: string
  /** https */
  termsUrl?: string
  /** ≤ 2,048 characters as JSON */
  data?: Record<string, string | number>
}

export interface Participant {
  readonly id: string
  readonly kind: 'agent' | 'guest'
  readonly name: string
  readonly role: string | null
  /** RFC 3339, UTC. */
  readonly joinedAt: string
  readonly privileges: readonly Privilege[]
}

export interface SessionInfo {
  readonly id: string
  readonly key: string
  readonly groupId: number
  readonly site: Site
  readonly status: Status
  readonly paused: boolean
  /** RFC 3339, UTC. */
  readonly startedAt: string
  readonly participants: readonly Participant[]
}

/** Agents and guests who can see the page. */
export interface Agents {
  count: number
  list: readonly Participant[]
}

export interface MaskingDescriptor {
  maskPage?: boolean
  /** CSS selectors, ≤ 1,000 */
  maskedElements?: readonly string[]
}
export type MaskingHook = (context: { agents: Agents }) => Promise<MaskingDescriptor>
export interface MaskAnswer {
  readonly masked: boolean
  readonly reason: 'always' | 'settings' | 'role' | 'mode' | 'hook' | 'fail-closed' | null
}

export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json }

/** How a start came about. */
export type Trigger = 'button' | 'element' | 'element-terms' | 'api' | 'terms' | 'message' | 'invitation'

/** Events by name. */
export interface Events {
  /** a start was accepted here */
  'session-starting': SessionInfo
  /** the session waits for an agent */
  'session-started': SessionInfo
  /** it goes on, on this page or in this tab */
  'session-continued': SessionInfo
  /** over; [the reasons](protocol.md#9-life-cycle) */
  'session-ended': SessionInfo & { readonly reason: EndReason }
  state: { state: SessionState; previous: SessionState }
  /** the link to the session server was lost, or is back */
  connection: { online: boolean; since: string }
  /** the question; with `data-ui="none"` call `respond` */
  terms: { outcome: 'shown' | 'accepted' | 'declined'; trigger: Trigger; respond: (accept: boolean) => void }
  'agent-joined': Participant
  'agent-left': Participant
  /** the list changed */
  agents: Agents
  pause: { paused: boolean; by: 'visitor' | 'page'; message?: string }
  /** our button was pressed */
  button: { action: 'start' | 'end' }
  /** other masks are in force; `page`: the whole page is hidden, for `reason`; `count`: selectors of settings, roles and hook */
  mask: { page: boolean; count: number; reason: string | null }
  /**
   * somebody waits to see the page. With our interface, only that says yes; otherwise `respond(true)` counts in the handler
   * of a real click, and without a handler the answer is no
   */
  'agent-approval': { participant: Participant; respond: (accept: boolean) => void }
  /** an agent asks for control, or to send a form (`submit`) */
  'control-request': {
    requestId: string
    kind: 'rights' | 'submit'
    participant: Participant
    rights: readonly Privilege[]
    respond: (accept: boolean) => void
  }
  control: { state: 'on' | 'off'; by: string | null; rights: readonly Privilege[] }
  /** an agent acted; `path` is made of tags and numbers */
  'control-action': { participant: Participant; action: string; path: string }
  /** this page may not carry the running session */
  blocked: { code: string }
  /** this tab became the shown one, or ceased to be */
  takeover: { active: boolean }
  presence: { state: 'off' | 'connecting' | 'on' }
  /** an agent sent a signal */
  'presence-signal': { data: unknown }
  /** on the way to another domain */
  handover: {
    url: string
    outcome: 'asked' | 'continued' | 'declined' | 'failed'
    respond?: (accept: boolean) => void
  }
  /** in two minutes; input of anybody answers `idle` */
  'ending-soon': { reason: 'idle' | 'max-duration' | 'wait-expired'; seconds: number }
  /** what no pending promise reported; a warning has `detail.warning` */
  error: SidelongError
}

/** `window.Sidelong`. */
export interface SidelongApi {
  /** the release */
  readonly version: string
  /** resolves when it is decided whether a session goes on here */
  readonly ready: Promise<void>
  /** as it was when the loader ran; `null`: unusable */
  readonly tag: TagConfig | null
  readonly state: SessionState
  /** the running one */
  readonly session: SessionInfo | null
  /** starts; resolves when the session waits for an agent. A string is a key */
  start(params?: string | StartParams): Promise<SessionInfo>
  /** the same, but always asks first; rejects with `terms-declined` */
  showTerms(params?: StartParams): Promise<SessionInfo>
  /** defaults for starts without arguments; none clears them */
  setStartParams(params?: StartParams): void
  /** for the next start; `visitorId` for presence, too */
  setIdentity(identity: Identity): void
  /** ends the session, or a start under way */
  end(): Promise<void>
  inSession(): boolean
  getKey(): string | null
  /** hides the page from the agents; message ≤ 200 characters */
  pause(options?: { message?: string }): void
  resume(): void
  isPaused(): boolean
  /** returns a function that takes the handler off again */
  on<E extends keyof Events>(event: E, fn: (payload: Events[E]) => void): () => void
  /** the same, for one time */
  once<E extends keyof Events>(event: E, fn: (payload: Events[E]) => void): () => void
  off<E extends keyof Events>(event: E, fn: (payload: Events[E]) => void): void
  readonly masking: MaskingApi
  readonly control: ControlApi
  readonly messages: MessagesApi
  readonly navigation: NavigationApi
  readonly ui: UiApi
  readonly presence: PresenceApi
}

export interface MaskingApi {
  /** the [masking hook](#masking-in-the-page), from now on; `null`: none */
  setHook(fn: MaskingHook | null): void
  /** asks the hook again */
  refresh(): Promise<void>
  /** is this hidden, and why? A promise until the visitor script is there */
  test(element: Element): MaskAnswer | Promise<MaskAnswer>
  /** shows what is hidden, or the page as agents find it; needs no session */
  preview(mode: 'areas' | 'agent' | 'off'): Promise<void>
}

export interface ControlApi {
  readonly state: 'off' | 'requested' | 'on'
  readonly rights: readonly Privilege[]
  /** the participant's id */
  readonly by: string | null
  /** answers `control-request` where the page brings its own interface; yes only in the handler of a real click (`activation-required`). With our interface, only that says yes (`not-permitted`) */
  respond(requestId: string, accept: boolean): Promise<void>
  /** takes control back at once, and says no to a question that is open */
  revoke(): void
}

export interface MessagesApi {
  /** to the agents: names of `a-z 0-9 . -` (≤ 64), JSON ≤ 16 KiB, 10 a second, in order, each at most once */
  send(name: string, payload: Json): Promise<void>
  /** from them */
  on(name: string, fn: (payload: Json, from: Participant) => void): () => void
}

export interface NavigationApi {
  /** goes there with the session ([Other domains](#other-domains)) */
  crossDomain(to: { url: string; target?: string }): Promise<void>
  /** asks the visitor first; `false` if declined, `true` at once if the domain has been joined */
  promptCrossDomain(to: { url: string; target?: string; text?: string }): Promise<boolean>
  /** the visitor goes to a foreign page, to pay for instance, for up to 900 s: the session waits so long, agents see the note (≤ 200 characters) */
  expectAbsence(options: { seconds: number; note?: string }): Promise<void>
}

export interface UiApi {
  /** is the visitor script there? */
  readonly loaded: boolean
  showButton(show?: boolean): void
  toggleButton(): void
  openPanel(): void
  /** our controls wear another group's colors, one that the tag permits */
  setStyle(groupId: number): void
  /** and speak another language */
  setLocale(tag: string): void
}

export interface PresenceApi {
  readonly state: 'off' | 'connecting' | 'on'
  /** reports this page, by its visitor id */
  connect(): Promise<void>
  /** with a code of 8 digits instead of a visitor id */
  connectUnique(): Promise<{ code: string }>
  /** agents see the visitor no more */
  disconnect(): void
  /** custom data for agents, merged into what they have */
  update(data?: Record<string, string | number>): Promise<void>
  /** another visitor is here: nothing of the one before goes along */
  setVisitorId(id: string): Promise<void>
}

/**
 * Loads Sidelong on this page, once: the first call counts, and its options are frozen as a tag is. Without options the
 * `<meta id="sidelong">` of the page configures it. Gives `window.Sidelong`; with unusable options every start of it
 * rejects with `bad-config`. Only in a browser, elsewhere a `TypeError`.
 *
 * @example
 * const sidelong = loadSidelong({ server: 'https://co.shop.example', groupId: 4711, button: 'on' })
 * sidelong.on('session-started', ({ key }) => console.info('code', key))
 */
export declare function loadSidelong(options?: LoadOptions): SidelongApi
