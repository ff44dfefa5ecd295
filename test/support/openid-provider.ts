import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import Provider, { type Configuration } from 'oidc-provider'

/** Somebody at the provider. */
export type ProviderAccount = {
  readonly sub: string
  readonly email?: string
  readonly email_verified?: boolean
  readonly name?: string
  /** How they logged in there (RFC 8176). */
  readonly amr?: readonly string[]
}

/** A company's OpenID provider (`oidc-provider`), at which whoever comes is logged in as `current`. */
export interface TestProvider {
  readonly issuer: string
  current: ProviderAccount
  /** What the next person at the log-in answers: `deny` turns away. */
  answer: 'agree' | 'deny'
  stop(): Promise<void>
}

export const CLIENT_ID = 'sidelong'
export const CLIENT_SECRET = 'a client secret of the tests, long enough'

export async function startOpenIdProvider(redirectUri: () => string): Promise<TestProvider> {
  let self: TestProvider
  const accounts = new Map<string, ProviderAccount>()
  const server = createServer((request, response) => void handle(request, response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const configuration: Configuration = {
    clients: [
      {
        client_id: CLIENT_ID,
        client_secret: CLIENT_SECRET,
        redirect_uris: [redirectUri()],
        token_endpoint_auth_method: 'client_secret_post',
      },
    ],
    cookies: { keys: ['keys of the test provider'] },
    claims: { openid: ['sub', 'amr'], email: ['email', 'email_verified'], profile: ['name'] },
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_ctx, interaction) => `/interaction/${interaction.uid}` },
    pkce: { required: () => true },
    findAccount: (_ctx, sub) => ({
      accountId: sub,
      claims: () => {
        const { amr: _, ...claims } = accounts.get(sub) ?? { sub }
        return { ...claims, sub }
      },
    }),
    async loadExistingGrant(ctx) {
      const { oidc } = ctx
      const grant = new provider.Grant({
        clientId: oidc.client!.clientId,
        accountId: oidc.session!.accountId!,
      })
      grant.addOIDCScope('openid email profile')
      await grant.save()
      return grant
    },
  }
  const provider = new Provider(issuer, configuration)
  provider.on('server_error', (_ctx, error) => console.warn('test provider:', error))
  const callback = provider.callback()

  async function handle(
    request: Parameters<typeof callback>[0],
    response: Parameters<typeof callback>[1],
  ): Promise<void> {
    if (!request.url?.startsWith('/interaction/')) return void callback(request, response)
    const { sub, amr } = self.current
    accounts.set(sub, self.current)
    const result =
      self.answer === 'deny'
        ? { error: 'access_denied', error_description: 'turned away' }
        : { login: { accountId: sub, ...(amr && { amr: [...amr] }) } }
    await provider.interactionFinished(request, response, result)
  }

  self = {
    issuer,
    current: { sub: 'nobody' },
    answer: 'agree',
    async stop() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
  return self
}
