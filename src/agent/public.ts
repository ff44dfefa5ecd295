/** Where calls go, and who makes them. */
export interface ServerOptions {
  /** Of your Sidelong server: `https://co.shop.example`. */
  baseUrl: string
  groupId: number
  /**
   * A token that speaks for your agent, from your own server (`POST /v1/tokens`). Asked for with each call, so keep it as
   * long as it lives.
   */
  getToken(): string | Promise<string>
}

export type Locale = 'en' | 'de' | 'es' | 'fr' | 'it' | 'pt-BR'

/** Who somebody is, signed by your server with the group's login secret. */
export interface LoginKey {
  externalId: string
  loginKey: string
}

export type ViewerTool =
  | 'follow'
  | 'find'
  | 'laser'
  | 'highlight'
  | 'pen'
  | 'ink'
  | 'box'
  | 'arrow'
  | 'control'
  | 'guests'
  | 'transfer'
  | 'end'

export interface ViewerOptions {
  baseUrl: string
  groupId: number
  /** Opens the session with this key at once. */
  key?: string
  /** Waits until it is there. */
  wait?: boolean
  /** One of the two logs your agent in; the token's scope is `join`. */
  getToken?(): string | Promise<string>
  getLoginKey?(): LoginKey | Promise<LoginKey>
  /** Of the viewer; without it that of the person's account. */
  locale?: Locale
  /** The tools that are shown, as far as your agent's privileges permit; without it all. */
  tools?: readonly ViewerTool[]
}

export interface WindowOptions {
  baseUrl: string
  groupId: number
  key: string
  /** Waits until the session is there (default: true). */
  wait?: boolean
  /** For events and `close()`, scope `join`. In the window itself your agent logs in as in the console. */
  getToken?(): string | Promise<string>
  /** Of the window, from its log-in on; without it as your agent has chosen in the console. */
  locale?: Locale
  /** The tools that are shown, as far as your agent's privileges permit; without it all. Another name throws a TypeError. */
  tools?: readonly ViewerTool[]
  windowName?: string
  /** As for `window.open`, without `noopener`. */
  windowFeatures?: string
}

export type ViewerStateName =
  | 'idle'
  | 'looking'
  | 'connecting'
  | 'asking'
  | 'waiting'
  | 'live'
  | 'paused'
  | 'hidden'
  | 'loading'
  | 'background'
  | 'lost'
  | 'away'
  | 'reconnecting'
  | 'stopped'
  | 'ended'

export interface Participant {
  readonly id: string
  readonly kind: 'agent' | 'guest'
  readonly name: string
  readonly role: string | null
}

/** What agents see in the bars of the viewer; address and title as the visitor's browser states them, as far as masks permit. */
export interface PageFacts {
  readonly url: string
  readonly title: string
  /** `Firefox 150`, `Windows`: as the browser says of itself. */
  readonly browser: string
  readonly platform: string
  /** The release of our script on the page. */
  readonly scriptVersion: string
}

export type ControlRight = 'scroll' | 'click' | 'type' | 'navigate'

export interface ControlFacts {
  /** `requested`: your agent has asked; `on`: `by` has it, your agent or another. */
  readonly status: 'off' | 'requested' | 'on'
  readonly by: string | null
  readonly rights: readonly string[]
}

export interface MaskingFacts {
  /** The whole page is hidden from your agent. */
  readonly page: boolean
  /** `hook-pending`, `settings-unavailable`… */
  readonly reason: string | null
}

export interface QualityFacts {
  /** `bad`: nothing heard for more than 9 s; `none`: not measured. */
  readonly level: 'none' | 'good' | 'fair' | 'bad'
  readonly roundTripMs: number | null
  /** How often the whole page was sent anew. */
  readonly resyncs: number
}

export interface ViewerState {
  /** Of a window of its own: `idle`, `looking`, `live`, `ended`. */
  readonly state: ViewerStateName
  readonly key: string | null
  /** RFC 3339, UTC. */
  readonly startedAt: string | null
  /** Your agent among the participants; `null` in a window of its own. */
  readonly participantId: string | null
  readonly participants: readonly Participant[]
  /** Of your agent, in this session. */
  readonly privileges: readonly string[]
  /** Where the visitor is; this and what follows: of a frame alone. */
  readonly page: PageFacts | null
  readonly control: ControlFacts
  readonly masking: MaskingFacts
  readonly quality: QualityFacts
  /** `left`, `closed`: of this agent alone; others: of the session. */
  readonly endReason: string | null
}

/** Each with the state as it is now. Of a window of its own: `state`, `session-started`, `session-ended`, `error`. */
export interface ViewerEvents {
  /** the state, or who is in the session, changed */
  state: { state: ViewerState }
  /** your agent sees the session */
  'session-started': { state: ViewerState }
  /** over, for all or for this agent */
  'session-ended': { state: ViewerState; reason: string | null }
  /** the visitor is on another page, or its title changed */
  navigate: PageFacts & { state: ViewerState }
  /** somebody came or went */
  participants: { state: ViewerState; participants: readonly Participant[] }
  /** the visitor is asked for control, or it changed hands */
  control: ControlFacts & { state: ViewerState }
  /** the whole page was hidden, or is shown again */
  masking: MaskingFacts & { state: ViewerState }
  /** the visitor's page says something to yours (`Sidelong.messages.send`) */
  message: { state: ViewerState; name: string; payload: unknown }
  /** every few seconds, if it is another */
  quality: QualityFacts & { state: ViewerState }
  /** a session could not be opened; `url`: to be opened by hand (`popup-blocked`) */
  error: { state: ViewerState; code: ErrorCode; url?: string }
}

interface Listening {
  readonly state: ViewerState
  /** Returns what takes the listener away. */
  on<E extends keyof ViewerEvents>(type: E, listener: (event: ViewerEvents[E]) => void): () => void
}

/** Orders to a view, each as far as your agent's privileges permit (`not-permitted`). */
export interface ViewerCommands {
  /** Opens a session instead of the one that is open. */
  join(session: { key: string; wait?: boolean; groupId?: number }): Promise<ViewerState>
  /** The session goes on. `url`: where the frame goes then, a page of an origin in `embed.parentOrigins`; it is no viewer any more. */
  leave(options?: { url?: string }): Promise<ViewerState>
  /** For everybody; needs the privilege `end`. */
  end(): Promise<ViewerState>
  /** Shows these tools alone, as far as privileges permit; `null`: all. */
  setTools(tools: readonly ViewerTool[] | null): Promise<ViewerState>
  /**
   * Asks the visitor; resolves when they have accepted. Without `rights`: all that your agent may have. Refusals:
   * `visitor-declined`, `consent-required` (no answer), `busy`, `rate-limited` (declined three times), `visitor-not-present`.
   */
  requestControl(rights?: readonly ControlRight[]): Promise<ViewerState>
  /** Gives it back, if your agent has it. */
  releaseControl(): Promise<ViewerState>
  /** Frames what lies at this place of the visitor's viewport, in whole CSS pixels, for all to see; `not-found`: nothing does. */
  highlight(place: { x: number; y: number }): Promise<ViewerState>
  /**
   * To the visitor's page (`Sidelong.messages.on`): a name of `a-z`, `0-9`, `.`, `-`, and JSON of up to 16 KiB
   * (`message-too-large`), ten a second (`rate-limited`).
   */
  sendMessage(name: string, payload: unknown): Promise<ViewerState>
  /** What your agent points at is read out to the visitor, by the visitor's screen reader, until it is switched off. */
  setAccessibility(on: boolean): Promise<ViewerState>
  /** Offers the session; resolves when the offer is open, for a minute. `user`: an id of ours or an `externalId`; `role`: its name. */
  transfer(offer: { to: { user: string } | { role: string }; note?: string }): Promise<ViewerState>
  /** Lets the guest in who has this code; `code-refused`: it does not count (any more), `quota-exceeded`: no room. */
  admitGuest(code: string): Promise<ViewerState>
  /** By the participant's id. */
  ejectGuest(id: string): Promise<ViewerState>
}

/** A viewer inside your page. Refusals reject with a {@link SidelongAgentError}. */
export interface Viewer extends Listening, ViewerCommands {
  /** Takes the frame away. */
  close(): void
}

/** A viewer in a window of its own, which no page commands: every order but `close()` rejects with `frame-only`. */
export interface WindowViewer extends Listening, ViewerCommands {
  /** Where the window goes. */
  readonly url: string
  /**
   * Leaves the session, which goes on; the window says so. One that has not joined yet, since it is at its log-in or
   * waits, joins no more.
   */
  close(): Promise<void>
}

export interface PresenceVisitor {
  /** Stated by the visitor's page, as all of this. */
  readonly visitorId: string
  readonly site: 'production' | 'staging'
  readonly url: string
  readonly title: string
  readonly browser: string
  readonly platform: string
  readonly language: string
  readonly hasFocus: boolean
  readonly isVisible: boolean
  /** Of the session that runs on the page. */
  readonly status: 'J' | 'W' | 'A' | 'C' | 'X' | 'Q' | 'T' | null
  readonly terms: 'shown' | 'accepted' | 'declined' | null
  readonly invitation: {
    readonly id: string
    readonly state: string
    readonly groupId: number
    readonly key: string | null
    readonly code: string | null
  } | null
  readonly data: Readonly<Record<string, string | number>>
  /** Open pages with this id. */
  readonly pages: number
  readonly connectedAt: string
  readonly activeAt: string
}

export type PresenceEvent =
  /** first, and again after a lost connection: everybody who is there */
  | { type: 'snapshot'; visitors: readonly PresenceVisitor[] }
  | {
      type: 'connected' | 'page' | 'focus' | 'terms' | 'session' | 'invitation' | 'data'
      visitorId: string
      visitor: PresenceVisitor
    }
  /** `unlisted`: there perhaps, but no longer among the 1,000 who were active last */
  | { type: 'disconnected' | 'unlisted'; visitorId: string; visitor: null }
  | { type: 'error'; code: ErrorCode }

/** Who is on the group's pages. The token's scope is `presence`; your page's origin is in `presence.agentOrigins`. */
export interface Presence {
  /** Returns what ends it. `visitorIds`: of these alone. */
  subscribe(
    listener: (event: PresenceEvent) => void,
    options?: { visitorIds?: readonly string[] },
  ): () => void
  /** Raises `presence-signal` on the page that the visitor used last; `data` is JSON. */
  signal(visitorId: string, data: unknown): Promise<void>
  /** The visitor always confirms; what becomes of it is told as `invitation`. */
  invite(
    visitorId: string,
    options?: { call?: 'start' | 'showTerms' | 'showButton'; groupId?: number; key?: string },
  ): Promise<{ id: string }>
}

export interface GuestCode {
  /** Six digits, which the guest tells the agent. */
  readonly code: string
  readonly expiresInSeconds: number
}

export interface GuestEvents {
  /** an agent has let the guest in: this tab goes on to the session */
  admitted: Record<never, never>
  /** the code does not count any more; `moreTime()` gives another */
  timeout: Record<never, never>
  /** `not-found`: the link leads to no session (any more); others: it goes on trying */
  error: { code: ErrorCode }
}

/** A guest on a page of your own. Refusals reject with a {@link SidelongAgentError}. */
export interface Guest {
  /** Asks for a code, by the link that the page was opened with. */
  connect(name: string): Promise<GuestCode>
  /** Begins the code's time anew. */
  moreTime(): Promise<GuestCode>
  /** Returns what takes the listener away. */
  on<E extends keyof GuestEvents>(type: E, listener: (event: GuestEvents[E]) => void): () => void
  /** Asks no more. */
  close(): void
}

export interface Found {
  readonly found: boolean
  /** For a window of its own. */
  readonly joinUrl: string | null
}

/** Codes of the server, and `popup-blocked`, `frame-refused`, `frame-only`, `login-failed`, `visitor-declined`, `busy`, `closed`. */
export type ErrorCode = string

export declare class SidelongAgentError extends Error {
  readonly name: 'SidelongAgentError'
  readonly code: ErrorCode
  readonly retryAfterSeconds: number | undefined
}

/**
 * Puts the viewer into `element`, as an `<iframe>` of its size. Your page's origin is in `embed.parentOrigins`.
 *
 * @example
 * const viewer = createViewer(document.querySelector('#screen'), { baseUrl, groupId: 4711, getToken, key: '482917', wait: true })
 * viewer.on('session-ended', ({ reason }) => note(reason))
 */
export declare function createViewer(element: Element, options: ViewerOptions): Viewer

/** Opens the viewer in a window of its own; call it in the handler of a click, or browsers block the window. */
export declare function openViewer(options: WindowOptions): WindowViewer

/** Whether a session with this key can be joined; `waitSeconds` (up to 30): may still come to be. */
export declare function lookup(key: string, options: ServerOptions & { waitSeconds?: number }): Promise<Found>

export declare function presence(groupId: number, options: Omit<ServerOptions, 'groupId'>): Presence

/**
 * The guest part, for the page in `guests.joinRedirect`. Takes the link out of the address; who comes back to the page, in
 * the same tab, is known, and goes on to the session.
 *
 * @example
 * const own = guest({ baseUrl })
 * own.on('timeout', offerMoreTime)
 * const { code, expiresInSeconds } = await own.connect('Gus')
 */
export declare function guest(options: Pick<ServerOptions, 'baseUrl'>): Guest
