import { text } from '../base/parse.ts'

/** As many as a header holds; together no more than this many characters. */
export const MAX_ASSET_HOSTS = 100
export const MAX_ASSET_HOSTS_LENGTH = 2_000

/**
 * A host of assets as it stands in a content policy: a host name, `*.` before it for its sub-domains, a port (`:*` for any)
 * if it is not 443. Nothing that would end the directive.
 */
export const ASSET_HOST = /^(\*\.)?[a-z0-9_-]+(\.[a-z0-9_-]+)*(:([0-9]{1,5}|\*))?$/i
export const assetHost = text(255, { min: 1, pattern: ASSET_HOST })
