import { PLAIN_STYLE } from '../../node/plain-page.ts'

/* Every response header of the pages, as pure functions (SECURITY section 2.2); golden tests beside. */

export type Headers = Readonly<Record<string, string>>

/** What the viewer does not use, off for itself and for every frame below. */
const PERMISSIONS_OFF = [
  'accelerometer',
  'autoplay',
  'browsing-topics',
  'camera',
  'clipboard-read',
  'clipboard-write',
  'display-capture',
  'encrypted-media',
  'fullscreen',
  'gamepad',
  'geolocation',
  'gyroscope',
  'hid',
  'idle-detection',
  'local-fonts',
  'magnetometer',
  'microphone',
  'midi',
  'payment',
  'picture-in-picture',
  'publickey-credentials-create',
  'publickey-credentials-get',
  'screen-wake-lock',
  'serial',
  'storage-access',
  'usb',
  'window-management',
  'xr-spatial-tracking',
] as const

/** Hash of the empty string: an empty `<style>` may own a sheet, which the stage fills through CSSOM. */
const EMPTY_STYLE = "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='"

/** Where the shell's violations are told; those of the stage are a hostile page's daily bread. */
export const REPORT_PATH = '/reports'

const YEAR_SECONDS = 31_536_000

/** Makes browsers forget HSTS for a host whose viewers may go to plain HTTP (HF-1). */
export const NO_HSTS: Headers = { 'Strict-Transport-Security': 'max-age=0' }

/** On every answer. `publicUrl` is an origin without a trailing slash. */
export function baseHeaders(publicUrl: string): Headers {
  const headers: Record<string, string> = {
    'Referrer-Policy': 'no-referrer',
    'X-Content-Type-Options': 'nosniff',
    'Permissions-Policy': PERMISSIONS_OFF.map((feature) => `${feature}=()`).join(', '),
    'X-Robots-Tag': 'noindex, nofollow',
  }
  if (publicUrl.startsWith('https:'))
    headers['Strict-Transport-Security'] = `max-age=${YEAR_SECONDS}; includeSubDomains`
  return headers
}

/** A page that says something and does nothing. `ancestors`: who may have it in a frame. */
export function plainPageHeaders(publicUrl: string, ancestors: readonly string[] = []): Headers {
  return {
    ...baseHeaders(publicUrl),
    'Content-Type': 'text/html; charset=utf-8',
    'Cache-Control': 'no-store',
    'Content-Security-Policy': policy({
      'default-src': ["'none'"],
      'style-src': [PLAIN_STYLE],
      // Its empty icon.
      'img-src': ['data:'],
      'base-uri': ["'none'"],
      'form-action': ["'none'"],
      'frame-ancestors': orNone(ancestors),
    }),
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Cross-Origin-Opener-Policy': 'same-origin',
  }
}

/** The shell: the only page with a cookie. `stage`: the address of its stage, `ancestors` as above. */
export function shellHeaders(
  publicUrl: string,
  nonce: string,
  stage = '/stage',
  ancestors: readonly string[] = [],
): Headers {
  const socketOrigin = publicUrl.replace(/^http/, 'ws')
  return {
    ...baseHeaders(publicUrl),
    'Content-Type': 'text/html; charset=utf-8',
    'Cache-Control': 'no-store',
    'Content-Security-Policy': policy({
      'default-src': ["'none'"],
      'script-src': [`'nonce-${nonce}'`],
      'style-src': ["'self'"],
      'img-src': ["'self'", 'data:'],
      'font-src': ["'self'"],
      'connect-src': ["'self'", socketOrigin],
      'frame-src': ['', '/quirks', '/limited'].map((kind) => publicUrl + stage + kind),
      'object-src': ["'none'"],
      'base-uri': ["'none'"],
      'form-action': ["'none'"],
      'frame-ancestors': orNone(ancestors),
      'require-trusted-types-for': ["'script'"],
      'trusted-types': ["'none'"],
      'report-uri': [REPORT_PATH],
    }),
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Origin-Agent-Cluster': '?1',
  }
}

/** What differs between the stages of one server. */
export type StagePolicy = {
  /** Hosts of assets that may be loaded; `null`: any by https. */
  readonly assets: readonly string[] | null
  /** Origins around an embedded viewer. */
  readonly ancestors: readonly string[]
  /** For pages over plain HTTP (HF-1): what they load, too. */
  readonly isPlain?: boolean
}
export const OPEN_STAGE: StagePolicy = { assets: null, ancestors: [] }

/** What runs in a stage: the script with this hash (`sha256-…`), and what lies in this folder, whose name is its hash. */
export type StageScripts = { readonly cspHash: string; readonly partsPath: string }

/** The stage: no cookie, no data, an opaque origin. `path`: where this kind of stage lies. */
export function stageHeaders(
  publicUrl: string,
  { cspHash, partsPath }: StageScripts,
  isNested: boolean,
  { assets: listed, ancestors, isPlain = false }: StagePolicy = OPEN_STAGE,
  path = '/stage',
): Headers {
  const assets = listed
    ? assetSources(listed, publicUrl, isPlain)
    : [
        'https:',
        ...(isPlain
          ? ['http:']
          : isLocalTryOut(publicUrl)
            ? ['http://localhost:*', 'http://127.0.0.1:*']
            : []),
      ]
  const directives: Record<string, string[]> = {
    'default-src': ["'none'"],
    'script-src': [`'${cspHash}'`, publicUrl + partsPath],
    'style-src': [...assets, EMPTY_STYLE],
    'img-src': [...assets, 'data:', 'blob:'],
    'font-src': [...assets, 'data:', 'blob:'],
    'media-src': [...assets, 'blob:'],
    'connect-src': ["'none'"],
    'worker-src': ["'none'"],
    'object-src': ["'none'"],
    'frame-src': ['', '-quirks', '-limited'].map((kind) => `${publicUrl}${path}/nested${kind}`),
    // The parent of a nested stage has an opaque origin, which frame-ancestors cannot name.
    ...(isNested ? {} : { 'frame-ancestors': [publicUrl, ...ancestors] }),
    'base-uri': ["'none'"],
    'form-action': ["'none'"],
    'require-trusted-types-for': ["'script'"],
    'trusted-types': ["'none'"],
    sandbox: ['allow-scripts'],
  }
  return {
    ...baseHeaders(publicUrl),
    'Content-Type': 'text/html; charset=utf-8',
    'Cache-Control': 'no-cache',
    'Content-Security-Policy': policy(directives),
    // Assets are fetched without cookies; a nested stage is cross-origin to its opaque parent.
    'Cross-Origin-Embedder-Policy': 'credentialless',
    'Cross-Origin-Resource-Policy': 'cross-origin',
  }
}

/** A part of the stage, whose opaque origin is another than ours: it is asked for without a cookie, and anybody may have it. */
export function partHeaders(publicUrl: string, maxAgeSeconds: number): Headers {
  return {
    ...assetHeaders(publicUrl, 'text/javascript; charset=utf-8', maxAgeSeconds),
    'Access-Control-Allow-Origin': '*',
    'Cross-Origin-Resource-Policy': 'cross-origin',
  }
}

/** A script or style sheet at an address with its hash. */
export function assetHeaders(publicUrl: string, contentType: string, maxAgeSeconds: number): Headers {
  return {
    ...baseHeaders(publicUrl),
    'Content-Type': contentType,
    'Cache-Control': maxAgeSeconds > 0 ? `public, max-age=${maxAgeSeconds}, immutable` : 'no-cache',
    'Cross-Origin-Resource-Policy': 'same-origin',
  }
}

/** Strict assets: these hosts, by https; on this machine alone in the clear, too. */
function assetSources(hosts: readonly string[], publicUrl: string, isPlain: boolean): string[] {
  const isLocal = (host: string) =>
    isPlain || (isLocalTryOut(publicUrl) && /^(localhost|127\.0\.0\.1)(:|$)/.test(host))
  return hosts.flatMap((host) => [`https://${host}`, ...(isLocal(host) ? [`http://${host}`] : [])])
}

function orNone(sources: readonly string[]): readonly string[] {
  return sources.length > 0 ? sources : ["'none'"]
}

function isLocalTryOut(publicUrl: string): boolean {
  return /^http:\/\/(localhost|127\.0\.0\.1|\[::1\])(:|$)/.test(publicUrl)
}

function policy(directives: Readonly<Record<string, readonly string[]>>): string {
  return Object.entries(directives)
    .map(([name, values]) => [name, ...values].join(' '))
    .join('; ')
}
