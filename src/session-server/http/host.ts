import type { IncomingMessage } from 'node:http'

/** Whether the request names `host` and no other: of two `Host` headers a proxy may have judged the other one. */
export function isOnlyHost(request: IncomingMessage, host: string): boolean {
  const given = request.headersDistinct['host'] ?? []
  return given.length === 1 && given[0]?.toLowerCase() === host
}
