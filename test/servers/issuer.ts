import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose'

export const audience = 'passlink'

type TokenOptions = { claims?: JWTPayload; expiresInSeconds?: number; signedBy?: CryptoKey; keyId?: string }

/** An OpenID issuer reduced to what a resource server asks of one (discovery and keys), whose tokens a test can spoil. */
export type TestIssuer = {
  url: string
  /** A token for `sub`, good unless the options say otherwise. */
  token: (sub: string, options?: TokenOptions) => Promise<string>
  stop: () => Promise<void>
}

export async function startTestIssuer(): Promise<TestIssuer> {
  const { publicKey, privateKey } = await generateKeyPair('ES256')
  const jwk = { ...(await exportJWK(publicKey)), kid: 'test', alg: 'ES256', use: 'sig' }
  const server = createServer((request, response) => {
    const documents: Record<string, object> = {
      '/.well-known/openid-configuration': { issuer: url, jwks_uri: `${url}/jwks` },
      '/jwks': { keys: [jwk] },
    }
    const document = documents[request.url ?? '']
    response.writeHead(document ? 200 : 404, { 'content-type': 'application/json' }).end(JSON.stringify(document ?? {}))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    url,
    token: (sub, { claims = {}, expiresInSeconds = 600, signedBy = privateKey, keyId = 'test' } = {}) =>
      new SignJWT({ iss: url, aud: audience, sub, ...claims })
        .setProtectedHeader({ alg: 'ES256', kid: keyId })
        .setIssuedAt()
        .setExpirationTime(Math.floor(Date.now() / 1_000) + expiresInSeconds)
        .sign(signedBy),
    async stop() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
