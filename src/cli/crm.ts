import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { request as httpRequest } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { object, parseJson, text } from '../base/parse.ts'
import { signLoginKey } from '../web-server/accounts/login-keys.ts'
import { CRM_AGENT_ID, DEMO_GROUP_ID } from './demo-group.ts'
import { type SiteServer, startSiteServer } from './site-server.ts'
import type { ThrowAwayTls } from './throw-away-tls.ts'
import { TLS_NAMES } from './tls-names.ts'

export type CrmOptions = {
  readonly folder: string
  /** `@sidelong/agent`, as built. */
  readonly module: string
  readonly port: number
  /** Origin of the web server, which listens on this machine. */
  readonly web: string
  readonly tls: ThrowAwayTls | null
  readonly loginSecret: string
}

/** A login key is used at once. */
const LOGIN_KEY_SECONDS = 60
const TOKEN_MINUTES = 60
const MAX_ANSWER_LENGTH = 4_096
const madeToken = object({ token: text(255) })

/**
 * The server of a CRM: knows who its agent is, and says so with the group's login secret; in the frame's form, and to the
 * web server for a token.
 */
export function startCrm({ folder, module, port, web, tls, loginSecret }: CrmOptions): Promise<SiteServer> {
  const server = { baseUrl: web, groupId: DEMO_GROUP_ID }

  function loginKey() {
    const signed = {
      groupId: DEMO_GROUP_ID,
      externalId: CRM_AGENT_ID,
      expiry: Math.floor(Date.now() / 1_000) + LOGIN_KEY_SECONDS,
      nonce: randomBytes(16).toString('base64url'),
    }
    return { externalId: signed.externalId, loginKey: signLoginKey(loginSecret, signed) }
  }

  async function token() {
    const { externalId, loginKey: key } = loginKey()
    const body = {
      groupId: DEMO_GROUP_ID,
      externalId,
      scopes: ['join', 'presence'],
      minutes: TOKEN_MINUTES,
    }
    const answer = await post(new URL('/v1/tokens', web), `Bearer ${key}`, JSON.stringify(body), tls)
    return parseJson(answer, MAX_ANSWER_LENGTH, madeToken)
  }

  return startSiteServer({
    folder,
    port,
    tag: null,
    json: { '/server': () => server, '/login-key': loginKey, '/token': token },
    files: { '/sidelong-agent.js': module },
    ...(tls ? { tls: { ...tls, names: [TLS_NAMES.crm] as const } } : {}),
  })
}

/** To a server of this machine, whatever it is called; the body of its answer. */
function post(url: URL, authorization: string, body: string, tls: ThrowAwayTls | null): Promise<string> {
  const options = {
    method: 'POST',
    host: '127.0.0.1',
    port: url.port,
    path: url.pathname,
    headers: { host: url.host, authorization, 'content-type': 'application/json' },
  }
  const trust = tls && { servername: url.hostname, ca: readFileSync(tls.files.authority) }
  return new Promise((resolve, reject) => {
    const request = trust ? httpsRequest({ ...options, ...trust }) : httpRequest(options)
    request.once('error', reject)
    request.once('response', (response) => {
      let answer = ''
      response.setEncoding('utf8')
      response.on('data', (piece: string) => {
        answer += piece
      })
      response.once('error', reject)
      response.once('end', () => resolve(answer))
    })
    request.end(body)
  })
}
