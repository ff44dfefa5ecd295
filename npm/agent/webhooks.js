const MAX_AGE_SECONDS = 300
const encoder = new TextEncoder()

export async function isSignedWebhook(body, header, secrets, nowMs = Date.now()) {
  const [, time = '', macs = ''] = /^t=([0-9]{1,12})((?:,v1=[0-9a-f]{64})+)$/.exec(header ?? '') ?? []
  if (time === '' || Math.abs(nowMs / 1_000 - Number(time)) > MAX_AGE_SECONDS) return false
  const signed = encoder.encode(`${time}.${body}`)
  const given = macs.split(',v1=').slice(1).map(bytesOf)
  for (const secret of [secrets].flat()) {
    const algorithm = { name: 'HMAC', hash: 'SHA-256' }
    const key = await crypto.subtle.importKey('raw', encoder.encode(secret), algorithm, false, ['verify'])
    // In a time that does not depend on where they differ.
    for (const mac of given) if (await crypto.subtle.verify('HMAC', key, mac, signed)) return true
  }
  return false
}

function bytesOf(hex) {
  return Uint8Array.from(hex.match(/../g), (pair) => Number.parseInt(pair, 16))
}
