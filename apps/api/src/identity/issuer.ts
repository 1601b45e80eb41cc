import type { Logger } from '@passlink/runtime'
import * as oauth from 'oauth4webapi'
import { type Ask, createAsk } from './ask.ts'
import { createKept } from './kept.ts'

/** `discover` rejects while the issuer does not answer as it should; `options` are for oauth4webapi's requests to it. */
export type Issuer = {
  ask: Ask
  options: { [oauth.customFetch]: Ask; [oauth.allowInsecureRequests]: boolean }
  discover: () => Promise<oauth.AuthorizationServer>
}

const endpoints = ['jwks_uri', 'userinfo_endpoint', 'introspection_endpoint'] as const

/**
 * An OpenID provider, found by discovery (OpenID Connect Discovery 1.0 section 4) when first needed and kept. It is
 * asked at its own origin and at `trustedOrigins`; one that names endpoints elsewhere is not used at all.
 */
export function createIssuer(url: string, trustedOrigins: readonly string[], log: Logger): Issuer {
  const issuer = new URL(url)
  const origins = new Set([issuer.origin, ...trustedOrigins])
  const ask = createAsk(origins)
  const options = { [oauth.customFetch]: ask, [oauth.allowInsecureRequests]: issuer.protocol === 'http:' }

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
    ask,
    options,
    discover: createKept(() =>
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
