import { createHmac } from 'node:crypto'

/** WH-2: `t=<unix>,v1=<hex>`, with one `v1` for each secret that counts. */
export function signatureOf(secrets: readonly string[], unixSeconds: number, body: string): string {
  const macs = secrets.map((secret) =>
    createHmac('sha256', secret).update(`${unixSeconds}.${body}`).digest('hex'),
  )
  return [`t=${unixSeconds}`, ...macs.map((mac) => `v1=${mac}`)].join(',')
}
