import type { Clock, RandomBytes } from '../base/clock.ts'
import type { Log } from '../node/log.ts'
import type { Auth } from './accounts/auth.ts'
import type { PasswordHasher } from './accounts/password.ts'
import type { Sealer } from './accounts/sealing.ts'
import type { EventStreams } from './api/event-streams.ts'
import type { ServerPool } from './control/pool.ts'
import type { Revocations } from './control/revocations.ts'
import type { Db } from './db/open.ts'
import type { PublicAddress } from './http/public-address.ts'
import type { RateLimits } from './http/rate-limits.ts'
import type { SessionWatch } from './join/session-watch.ts'
import type { ViewFeed } from './join/view-feed.ts'
import type { WebMetrics } from './metrics.ts'
import type { PresenceFeed } from './presence/feed.ts'
import type { PresenceHub } from './presence/hub.ts'

/** What every route gets. Made once, in server.ts. */
export type Context = {
  readonly db: Db
  readonly auth: Auth
  readonly passwords: PasswordHasher
  readonly sealer: Sealer
  readonly clock: Clock
  readonly random: RandomBytes
  readonly log: Log
  readonly pool: ServerPool
  readonly revocations: Revocations
  readonly watch: SessionWatch
  readonly presence: PresenceHub
  readonly presenceFeed: PresenceFeed
  readonly views: ViewFeed
  readonly streams: EventStreams
  readonly rates: RateLimits
  readonly metrics: WebMetrics
  readonly address: PublicAddress
  readonly cookieDomain: string | null
  /** Whether a cookie of ours reaches the host of `url`. */
  readonly sharesCookies: (url: string) => boolean
  /** The server-wide switch of HTTP-follow (HF-1). */
  readonly httpFollow: boolean
  /** For values that we sign and give to the agent's own browser. */
  readonly signingSecret: Uint8Array
  /** Host names of webhook endpoints that may be private addresses. */
  readonly webhookHosts: readonly string[]
  readonly visitorFolder: string
  readonly consoleFolder: string
  /** With the script of the frame for embedded viewers. */
  readonly viewerFolder: string
}
