/// <reference path="../../apps/local/src/issuer/oidc-provider.d.ts" />
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { exportJWK, generateKeyPair } from 'jose'
import type { Configuration, JWK, KoaContextWithOIDC } from 'oidc-provider'
import { createMemoryAdapter } from 'oidc-provider/lib/adapters/memory_adapter.js'
import { Provider } from 'oidc-provider/lib/provider.js'

export const rolesClaim = 'urn:zitadel:iam:org:project:roles'

/** The clients of the dashboard: one with a secret, which has characters that must be encoded, and one without. */
export const loginClients = {
  confidential: { id: 'dashboard', secret: 'se+cret/:% x' },
  public: { id: 'dashboard-public', secret: undefined },
}

/** A certified OpenID provider at which operators sign in, without a page: as `person`, or as nobody. */
export type LoginIssuer = {
  url: string
  port: number
  person: ({ sub: string } & Record<string, unknown>) | undefined
  /** The paths of all requests, with their queries. */
  requests: string[]
  stop: () => Promise<void>
}

/** With `endsSessions: false` it has no place to sign out. */
type Settings = { redirectUri: string; claimsInIdToken?: boolean; endsSessions?: boolean; port?: number }

/** Starts it on 127.0.0.1. It demands PKCE. */
export async function startLoginIssuer(settings: Settings): Promise<LoginIssuer> {
  const server = createServer().listen(settings.port ?? 0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const issuer: LoginIssuer = {
    url: `http://127.0.0.1:${port}`,
    port,
    person: undefined,
    requests: [],
    async stop() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
  const provider = new Provider(issuer.url, await configure(issuer, settings))
  provider.use(async (ctx, next) => {
    if (!ctx.path.startsWith('/interaction/')) return next()
    const { person } = issuer
    const result = person
      ? { login: { accountId: person.sub }, consent: {} }
      : { error: 'access_denied', error_description: 'You may not.' }
    ctx.redirect(await provider.interactionResult(ctx.req, ctx.res, result))
  })
  const answer = provider.callback()
  server.on('request', (request, response) => {
    issuer.requests.push(request.url ?? '')
    void answer(request, response)
  })
  return issuer
}

async function configure(
  issuer: LoginIssuer,
  { redirectUri, claimsInIdToken = false, endsSessions = true }: Settings,
): Promise<Configuration> {
  const { privateKey } = await generateKeyPair('RS256', { extractable: true })
  const signing = { ...(await exportJWK(privateKey)), kid: crypto.randomUUID(), alg: 'RS256', use: 'sig' }
  const common = {
    redirect_uris: [redirectUri],
    post_logout_redirect_uris: [new URL('/login', redirectUri).href],
    response_types: ['code' as const],
  }
  const { confidential, public: open } = loginClients
  return {
    adapter: createMemoryAdapter(),
    jwks: { keys: [signing as JWK] },
    cookies: { keys: ['unused'] },
    clients: [
      {
        ...common,
        client_id: confidential.id,
        client_secret: confidential.secret,
        token_endpoint_auth_method: 'client_secret_basic',
      },
      { ...common, client_id: open.id, token_endpoint_auth_method: 'none' },
    ],
    pkce: { required: () => true },
    conformIdTokenClaims: !claimsInIdToken,
    claims: { openid: ['sub', rolesClaim, 'groups'], profile: ['name'], email: ['email'] },
    findAccount: (_ctx, id) => ({ accountId: id, claims: () => ({ ...issuer.person, sub: id }) }),
    loadExistingGrant: grantEverything,
    interactions: { url: (_ctx, { uid }) => `/interaction/${uid}` },
    ttl: { AccessToken: 600, IdToken: 600, Interaction: 600, Session: 600, Grant: 600 },
    features: { devInteractions: { enabled: false }, rpInitiatedLogout: { enabled: endsSessions } },
  }
}

async function grantEverything({ oidc: { provider, client, account } }: KoaContextWithOIDC) {
  if (!client || !account) return undefined
  const grant = new provider.Grant({ clientId: client.clientId, accountId: account.accountId })
  grant.addOIDCScope('openid profile email')
  await grant.save()
  return grant
}
