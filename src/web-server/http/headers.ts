import type { FastifyReply, FastifyRequest } from 'fastify'

const PERMISSIONS_POLICY = [
  'accelerometer',
  'camera',
  'display-capture',
  'geolocation',
  'gyroscope',
  'microphone',
  'midi',
  'payment',
  'usb',
]
  .map((name) => `${name}=()`)
  .join(', ')

/** Headers of every answer; a route may replace the content policy, the resource policy and the caching. */
export async function setSecurityHeaders(request: FastifyRequest, reply: FastifyReply): Promise<void> {
  reply.headers({
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'content-security-policy':
      "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'permissions-policy': PERMISSIONS_POLICY,
    'x-frame-options': 'DENY',
    'origin-agent-cluster': '?1',
    'cache-control': 'no-store',
    'x-request-id': request.id,
  })
  if (request.protocol === 'https')
    reply.header('strict-transport-security', 'max-age=63072000; includeSubDomains')
}
