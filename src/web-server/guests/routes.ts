import type { FastifyInstance, FastifyRequest } from 'fastify'
import { addressKey } from '../../node/client-address.ts'
import { SidelongError } from '../../protocol/errors.ts'
import { guestCall, guestLink, guestRequest } from '../../protocol/guests-api.ts'
import { scriptName } from '../../protocol/languages.ts'
import { chosenLanguage, pageLanguage } from '../accounts/page-language.ts'
import type { Context } from '../context.ts'
import { createSameOriginGuard } from '../http/guards.ts'
import { readPageFile, servePageFiles } from '../http/page-files.ts'
import { answerPreflight } from '../http/preflight.ts'
import { sendHandOverPage } from '../join/hand-over-page.ts'
import { askToEnter, enter, type From, moreTime, pageFor, stateOf } from './admission.ts'
import { GUEST_PAGE_HEADERS, guestHtml } from './guest-page.ts'

const FORM_TYPE = 'application/x-www-form-urlencoded'
const MAX_FORM_BYTES = 256

/**
 * The guest page and what it asks for (GU-2), or the group's own page (GU-5). No cookie counts here: a secret in the body
 * says who it is.
 */
export async function guestRoutes(app: FastifyInstance, context: Context): Promise<void> {
  const { rates, viewerFolder, address } = context
  const guardOwn = createSameOriginGuard(address)
  const from = ({ headers: { origin } }: FastifyRequest): From =>
    origin === undefined || address.isOwnOrigin(origin) ? null : origin
  const docs = (summary: string) => ({ schema: { tags: ['guests'], summary } })
  app.addContentTypeParser(
    FORM_TYPE,
    { parseAs: 'string', bodyLimit: MAX_FORM_BYTES },
    (_request, body, done) => done(null, Object.fromEntries(new URLSearchParams(String(body)))),
  )
  app.addHook('onRequest', async (request, reply) => {
    const page = from(request)
    if (page === null) return guardOwn(request)
    // Which group it has to be the page of is known by the secret: whoever has none reads a refusal, and nothing else.
    if (request.url.startsWith('/v1/'))
      reply.headers({
        'access-control-allow-origin': page,
        'access-control-expose-headers': 'retry-after',
        vary: 'origin',
      })
  })
  app.addHook('preHandler', async (request) => {
    await rates.visitorCalls.take(addressKey(request.ip))
  })

  app.get('/guest/', { exposeHeadRoute: false, ...docs('Where guests begin.') }, async (request, reply) => {
    const language = pageLanguage(request)
    const [js, css] = await Promise.all([
      readPageFile(viewerFolder, scriptName('guest', language)),
      readPageFile(viewerFolder, 'guest.css'),
    ])
    return reply
      .headers(GUEST_PAGE_HEADERS)
      .type('text/html; charset=utf-8')
      .send(guestHtml(language, { js: js.hash, css: css.hash }))
  })
  servePageFiles(app, viewerFolder, '/guest', 'guest')

  for (const path of ['/v1/guests', '/v1/guests/*'])
    answerPreflight(app, path, { methods: 'POST', headers: 'content-type' })

  app.post('/v1/guests/page', docs('Where a guest with this link begins.'), async (request) => ({
    url: await pageFor(context, from(request), guestLink(request.body).link),
  }))

  app.post('/v1/guests', docs('A guest states a name, and gets the code for the agent.'), async (request) => {
    const { link, name } = guestRequest(request.body)
    const page = from(request)
    // A page that is not the group's takes no guest's turn away.
    if (page !== null) await pageFor(context, page, link)
    await rates.guests.take(addressKey(request.ip))
    return askToEnter(context, page, { link, name: name.trim() })
  })

  app.post('/v1/guests/state', docs('Whether the guest was admitted.'), async (request) =>
    stateOf(context, from(request), guestCall(request.body).guest),
  )

  app.post('/v1/guests/more-time', docs('Begins the time of the code anew.'), async (request) =>
    moreTime(context, from(request), guestCall(request.body).guest),
  )

  app.post('/guest/enter', docs('Leads an admitted guest to the session.'), async (request, reply) => {
    const { guest } = guestCall(request.body)
    const handOver = await enter(context, from(request), guest, chosenLanguage(request, null))
    if (!handOver) throw new SidelongError('no-server', { retryAfterSeconds: 5 })
    return sendHandOverPage(reply, handOver, pageLanguage(request))
  })
}
