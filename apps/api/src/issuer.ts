import { createRemoteJWKSet } from 'jose'
import * as oauth from 'oauth4webapi'

/** Where the issuer publishes its keys: the answer of discovery, asked for once and kept. */
export type Issuer = { name: string; keys: () => Promise<ReturnType<typeof createRemoteJWKSet>> }

const timeoutMs = 5_000

/**
 * An OpenID provider, found by discovery (OpenID Connect Discovery 1.0 section 4) when first needed; asked again only
 * after a failure. `keys` rejects while the issuer does not answer as it should.
 */
export function createIssuer(url: string): Issuer {
  const issuer = new URL(url)
  let keys: ReturnType<Issuer['keys']> | undefined

  async function discover() {
    const response = await oauth.discoveryRequest(issuer, {
      signal: AbortSignal.timeout(timeoutMs),
      [oauth.allowInsecureRequests]: issuer.protocol === 'http:',
    })
    const server = await oauth.processDiscoveryResponse(issuer, response)
    if (!server.jwks_uri) throw new Error(`the issuer ${url} publishes no keys`)
    return createRemoteJWKSet(new URL(server.jwks_uri), { timeoutDuration: timeoutMs })
  }

  return {
    name: url,
    keys: () => {
      keys ??= discover()
      keys.catch(() => {
        keys = undefined
      })
      return keys
    },
  }
}
