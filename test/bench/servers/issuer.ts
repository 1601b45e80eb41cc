import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import type { CleanUp } from '../../chaos/clean-up.ts'
import { organizationId, personIds } from '../people.ts'

/** An OpenID issuer reduced to discovery and keys. `tokens` are RS256 access tokens, one a person, good for a day. */
export type Issuer = { url: string; audience: string; tokens: string[] }

const audience = 'passlink'
const lifetimeSeconds = 86_400

export async function startIssuer(cleanUp: CleanUp): Promise<Issuer> {
  const { publicKey, privateKey } = await generateKeyPair('RS256')
  const jwk = { ...(await exportJWK(publicKey)), kid: 'bench', alg: 'RS256', use: 'sig' }
  const server = createServer((request, response) => {
    const documents: Record<string, object> = {
      '/.well-known/openid-configuration': { issuer: url, jwks_uri: `${url}/jwks` },
      '/jwks': { keys: [jwk] },
    }
    const document = documents[request.url ?? '']
    response
      .writeHead(document ? 200 : 404, { 'content-type': 'application/json' })
      .end(JSON.stringify(document ?? {}))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  cleanUp.add(async () => {
    server.closeAllConnections()
    server.close()
    await once(server, 'close')
  })
  const sign = (sub: string) =>
    new SignJWT({ 'urn:zitadel:iam:user:resourceowner:id': organizationId })
      .setProtectedHeader({ alg: 'RS256', kid: 'bench' })
      .setIssuer(url)
      .setAudience(audience)
      .setSubject(sub)
      .setIssuedAt()
      .setExpirationTime(`${lifetimeSeconds}s`)
      .sign(privateKey)
  return { url, audience, tokens: await Promise.all(personIds.map(sign)) }
}
