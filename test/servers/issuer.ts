import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import {
  decodeJwt,
  exportJWK,
  generateKeyPair,
  type JWTHeaderParameters,
  type JWTPayload,
  SignJWT,
} from 'jose'

export const audience = 'passlink'

type TokenOptions = {
  /** Override the usual claims; undefined removes one. */
  claims?: { [Name in keyof JWTPayload]: unknown }
  expiresInSeconds?: number
  signedBy?: CryptoKey | Uint8Array
  header?: Partial<JWTHeaderParameters>
}

/**
 * A minimal OpenID issuer for a resource server (discovery, keys and userinfo of `people`), whose tokens and answers a
 * test can change.
 */
export type TestIssuer = {
  url: string
  /** A token for `sub`, valid unless the options change that. */
  token: (sub: string, options?: TokenOptions) => Promise<string>
  publicKey: CryptoKey
  /** While true, every request is disconnected. */
  away: boolean
  /** The paths of all requests. */
  requests: string[]
  /** Metadata that discovery adds to the usual, or overrides. */
  metadata: Record<string, unknown>
  /** The claims that userinfo returns for each `sub`. */
  people: Record<string, Record<string, unknown>>
  /** Override the answer at a path. */
  answers: Record<string, RequestListener>
  stop: () => Promise<void>
}

export async function startTestIssuer(): Promise<TestIssuer> {
  const { publicKey, privateKey } = await generateKeyPair('ES256')
  const jwk = { ...(await exportJWK(publicKey)), kid: 'test', alg: 'ES256', use: 'sig' }
  const server = createServer((request, response) => {
    const path = request.url ?? ''
    issuer.requests.push(path)
    if (issuer.away) return void request.destroy()
    const answer = issuer.answers[path]
    if (answer) return answer(request, response)
    const usual = { issuer: url, jwks_uri: `${url}/jwks`, userinfo_endpoint: `${url}/userinfo` }
    const documents: Record<string, object | undefined> = {
      '/.well-known/openid-configuration': { ...usual, ...issuer.metadata },
      '/jwks': { keys: [jwk] },
      '/userinfo': userinfo(request.headers.authorization),
    }
    const document = documents[path]
    response
      .writeHead(document ? 200 : 404, { 'content-type': 'application/json' })
      .end(JSON.stringify(document ?? {}))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const issuer: TestIssuer = {
    url,
    publicKey,
    away: false,
    requests: [],
    metadata: {},
    people: {},
    answers: {},
    token(sub, { claims, expiresInSeconds = 600, signedBy = privateKey, header } = {}) {
      const now = Math.floor(Date.now() / 1_000)
      const usual = { iss: url, aud: audience, sub, iat: now, exp: now + expiresInSeconds }
      return new SignJWT({ ...usual, ...claims } as JWTPayload)
        .setProtectedHeader({ alg: 'ES256', kid: 'test', ...header })
        .sign(signedBy)
    },
    async stop() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
  function userinfo(authorization: string | undefined): object | undefined {
    if (!authorization) return undefined
    const { sub = '' } = decodeJwt(authorization.replace('Bearer ', ''))
    return issuer.people[sub] && { sub, ...issuer.people[sub] }
  }
  return issuer
}
