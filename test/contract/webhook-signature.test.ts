import { expect, test } from 'vitest'
// The check that receivers use.
import { isSignedWebhook } from '../../npm/agent/webhooks.js'
import { signatureOf } from '../../src/web-server/webhooks/signature.ts'

test('WH-2: a receiver takes what one of its secrets has signed, for 300 s, and nothing that was changed', async () => {
  const body = '{"type":"session.ended","name":"Zoë"}'
  const at = 1_790_000_000
  const header = signatureOf(['new', 'old'], at, body)
  const check = (more: {
    body?: string
    header?: string | null
    secrets?: string | string[]
    seconds?: number
  }) =>
    isSignedWebhook(
      more.body ?? body,
      more.header === undefined ? header : more.header,
      more.secrets ?? 'new',
      (at + (more.seconds ?? 0)) * 1_000,
    )
  for (const good of [
    {},
    { secrets: 'old' },
    { secrets: ['other', 'old'] },
    { seconds: 300 },
    { seconds: -300 },
  ])
    expect([good, await check(good)]).toEqual([good, true])
  for (const bad of [
    { secrets: 'other' },
    { secrets: [] },
    { body: `${body} ` },
    { seconds: 301 },
    { header: header.replace(`t=${at}`, `t=${at + 1}`) },
    { header: header.replace(/v1=./g, 'v1=x') },
    { header: `t=${at}` },
    { header: '' },
    { header: null },
  ])
    expect([bad, await check(bad)]).toEqual([bad, false])
})
