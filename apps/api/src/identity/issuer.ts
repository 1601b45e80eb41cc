import type { Logger } from '@passlink/runtime'
import * as oauth from 'oauth4webapi'
import { createCachedLoad } from './cached-load.ts'
import { createIssuerFetch, type IssuerFetch } from './issuer-fetch.ts'

/**
 * `discover` rejects while the issuer gives no valid answer; `options` are for oauth4webapi's requests to the issuer.
 */
export type Issuer = {
  fetch: IssuerFetch
  options: { [oauth.customFetch]: IssuerFetch; [oauth.allowInsecureRequests]: boolean }
  discover: () => Promise<oauth.AuthorizationServer>
}

const endpoints = ['jwks_uri', 'userinfo_endpoint', 'introspection_endpoint'] as const

/**
 * An OpenID provider, discovered (OpenID Connect Discovery 1.0 section 4) when first needed and then cached. Requests
 * go only to its own origin and to `trustedOrigins`. Discovery fails if any of its endpoints is at another origin.
 */
export function createIssuer(url: string, trustedOrigins: readonly string[], log: Logger): Issuer {
  const issuer = new URL(url)
  const origins = new Set([issuer.origin, ...trustedOrigins])
  const fetch = createIssuerFetch(origins)
  const options = { [oauth.customFetch]: fetch, [oauth.allowInsecureRequests]: issuer.protocol === 'http:' }

  async function discover() {
    const server = await oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, options))
    for (const name of endpoints) {
      const endpoint = server[name]
      if (endpoint !== undefined && !origins.has(originOf(endpoint)))
        throw new Error(`its ${name} is at ${originOf(endpoint)}, which AUTH_TRUSTED_ORIGINS does not name`)
    }
    return server
  }

  return {
    fetch,
    options,
    discover: createCachedLoad(() =>
      discover().catch(error => {
        log.error({ err: error, issuer: url }, `the issuer cannot be used: ${error.message}`)
        throw error
      }),
    ),
  }
}

function originOf(endpoint: unknown): string {
  return typeof endpoint === 'string' && URL.canParse(endpoint) ? new URL(endpoint).origin : 'no URL'
}
