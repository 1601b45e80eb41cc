/// <reference path="../../apps/local/src/issuer/oidc-provider.d.ts" />
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { exportJWK, generateKeyPair } from 'jose'
import type { Configuration, JWK } from 'oidc-provider'
import { createMemoryAdapter } from 'oidc-provider/lib/adapters/memory_adapter.js'
import { Provider } from 'oidc-provider/lib/provider.js'
import { audience } from './issuer.ts'

export type Kind = 'jwt' | 'opaque'

/** A certified OpenID provider. It knows `people` by their claims, and issues both kinds of token. */
export type OidcProvider = {
  url: string
  port: number
  people: Record<string, Record<string, unknown>>
  /** The paths of all requests. */
  requests: string[]
  token: (kind: Kind, sub: string, scope?: string) => Promise<string>
  refreshToken: (sub: string) => Promise<string>
  /** A token of the application itself, for no person. */
  machineToken: (kind: Kind) => Promise<string>
  revoke: (token: string) => Promise<void>
  stop: () => Promise<void>
}

/** Passlink's client for introspection. Its secret has characters that must be encoded in a header. */
export const passlinkClient = { client_id: 'passlink-api', client_secret: 'se+cret/:% x' }

/** The client that tokens are issued to. */
export const application = { client_id: 'application', client_secret: 'application-secret' }
const profileScope = 'openid profile email'
const organization = 'urn:zitadel:iam:user:resourceowner'

const resource = (accessTokenFormat: Kind) => ({
  audience,
  scope: '',
  accessTokenFormat,
  jwt: { sign: { alg: 'ES256' as const } },
})

/** Starts a provider on 127.0.0.1, on `port` or a free one, with a new signing key. */
export async function startOidc(port = 0): Promise<OidcProvider> {
  const server = createServer().listen(port, '127.0.0.1')
  await once(server, 'listening')
  const actualPort = (server.address() as AddressInfo).port
  const url = `http://127.0.0.1:${actualPort}`
  const people: OidcProvider['people'] = {}
  const provider = new Provider(url, await configure(people))
  const answer = provider.callback()
  const requests: string[] = []
  server.on('request', (request, response) => {
    requests.push(request.url ?? '')
    void answer(request, response)
  })

  async function grantTo(accountId: string, scope: string) {
    const client = await provider.Client.find(application.client_id)
    if (!client) throw new Error('the application is not a client')
    const grant = new provider.Grant({ accountId, clientId: client.clientId })
    grant.addOIDCScope(scope)
    return { accountId, client, scope, grantId: await grant.save(), gty: 'authorization_code' }
  }

  async function post(path: string, fields: Record<string, string>) {
    const body = new URLSearchParams({ ...application, ...fields })
    const response = await fetch(`${url}${path}`, { method: 'POST', body })
    if (!response.ok) throw new Error(await response.text())
    return response
  }

  return {
    url,
    port: actualPort,
    people,
    requests,
    async token(kind, sub, scope = profileScope) {
      const { scope: granted, ...rest } = await grantTo(sub, scope)
      const resourceServer = new provider.ResourceServer('urn:passlink', resource('jwt'))
      const target = kind === 'jwt' ? { resourceServer } : { scope: granted }
      return new provider.AccessToken({ ...rest, ...target }).save()
    },
    refreshToken: async sub => new provider.RefreshToken(await grantTo(sub, profileScope)).save(),
    async machineToken(kind) {
      const fields = {
        grant_type: 'client_credentials',
        resource: `urn:passlink:${kind}`,
        scope: 'provision',
      }
      const { access_token } = await (await post('/token', fields)).json()
      return access_token
    },
    async revoke(token) {
      await post('/token/revocation', { token })
    },
    async stop() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

async function configure(people: OidcProvider['people']): Promise<Configuration> {
  const { privateKey } = await generateKeyPair('ES256', { extractable: true })
  const signing = { ...(await exportJWK(privateKey)), kid: crypto.randomUUID(), alg: 'ES256', use: 'sig' }
  return {
    adapter: createMemoryAdapter(),
    jwks: { keys: [signing as JWK] },
    cookies: { keys: ['unused'] },
    clientDefaults: { id_token_signed_response_alg: 'ES256' },
    clients: [
      {
        ...application,
        redirect_uris: [],
        response_types: [],
        grant_types: ['client_credentials'],
        token_endpoint_auth_method: 'client_secret_post',
      },
      { ...passlinkClient, redirect_uris: [], response_types: [], grant_types: [] },
    ],
    claims: {
      openid: ['sub', `${organization}:id`, `${organization}:name`],
      profile: ['name', 'locale'],
      email: ['email', 'email_verified'],
    },
    scopes: ['openid', 'offline_access', 'provision'],
    findAccount: (_ctx, id) => people[id] && { accountId: id, claims: () => ({ sub: id, ...people[id] }) },
    ttl: { AccessToken: 3_600, ClientCredentials: 3_600, RefreshToken: 3_600, Grant: 3_600 },
    features: {
      devInteractions: { enabled: false },
      clientCredentials: { enabled: true },
      introspection: { enabled: true, allowedPolicy: () => true },
      revocation: { enabled: true, allowedPolicy: () => true },
      resourceIndicators: {
        enabled: true,
        getResourceServerInfo: (_ctx, indicator) => ({
          ...resource(indicator.endsWith('jwt') ? 'jwt' : 'opaque'),
          scope: 'provision',
        }),
      },
    },
  }
}
