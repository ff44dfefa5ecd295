import type { FastifyInstance } from 'fastify'
import { addressKey } from '../../node/client-address.ts'
import { SidelongError } from '../../protocol/errors.ts'
import { guestCall, guestRequest } from '../../protocol/guests-api.ts'
import { scriptName } from '../../protocol/languages.ts'
import { chosenLanguage, pageLanguage } from '../accounts/page-language.ts'
import type { Context } from '../context.ts'
import { readPageFile, servePageFiles } from '../http/page-files.ts'
import { sendHandOverPage } from '../join/hand-over-page.ts'
import { askToEnter, enter, moreTime, stateOf } from './admission.ts'
import { GUEST_PAGE_HEADERS, guestHtml } from './guest-page.ts'

const FORM_TYPE = 'application/x-www-form-urlencoded'
const MAX_FORM_BYTES = 256

/** The guest page and what it asks for (GU-2). No cookie counts here: a secret in the body says who it is. */
export async function guestRoutes(app: FastifyInstance, context: Context): Promise<void> {
  const { rates, viewerFolder } = context
  const docs = (summary: string) => ({ schema: { tags: ['guests'], summary } })
  app.addContentTypeParser(
    FORM_TYPE,
    { parseAs: 'string', bodyLimit: MAX_FORM_BYTES },
    (_request, body, done) => done(null, Object.fromEntries(new URLSearchParams(String(body)))),
  )
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

  app.post('/v1/guests', docs('A guest states a name, and gets the code for the agent.'), async (request) => {
    const { link, name } = guestRequest(request.body)
    await rates.guests.take(addressKey(request.ip))
    return askToEnter(context, link, name.trim())
  })

  app.post('/v1/guests/state', docs('Whether the guest was admitted.'), async (request) =>
    stateOf(context, guestCall(request.body).guest),
  )

  app.post('/v1/guests/more-time', docs('Begins the time of the code anew.'), async (request) =>
    moreTime(context, guestCall(request.body).guest),
  )

  app.post('/guest/enter', docs('Leads an admitted guest to the session.'), async (request, reply) => {
    const handOver = await enter(context, guestCall(request.body).guest, chosenLanguage(request, null))
    if (!handOver) throw new SidelongError('no-server', { retryAfterSeconds: 5 })
    return sendHandOverPage(reply, handOver, pageLanguage(request))
  })
}
