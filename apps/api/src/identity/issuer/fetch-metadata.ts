import type { JSONWebKeySet } from 'jose'
import * as oauth from 'oauth4webapi'
import { shown } from '../shown.ts'
import type { IssuerFetch } from './issuer-fetch.ts'

type Endpoint = 'jwks_uri' | 'userinfo_endpoint' | 'introspection_endpoint'

/** The options of oauth4webapi's requests to the issuer. */
export type RequestOptions = {
  [oauth.customFetch]: IssuerFetch
  [oauth.allowInsecureRequests]: boolean
}

/**
 * Fetches an issuer's metadata (OpenID Connect Discovery 1.0 section 4). Rejects with a reason for operators unless they
 * name that issuer, and all of `endpoints` that they name are at one of `origins`.
 */
export async function fetchMetadata(
  issuer: URL,
  { endpoints, origins }: { endpoints: readonly Endpoint[]; origins: ReadonlySet<string> },
  options: RequestOptions,
): Promise<oauth.AuthorizationServer> {
  const response = await oauth.discoveryRequest(issuer, options)
  if (response.status !== 200) throw new Error(`it answers ${response.status} when asked for its metadata`)
  const server = await oauth.processDiscoveryResponse(issuer, response).catch(error => {
    throw misnamed(error) ?? error
  })
  for (const name of endpoints) {
    const endpoint = server[name]
    if (endpoint !== undefined && !origins.has(originOf(endpoint)))
      throw new Error(`its ${name} is at ${originOf(endpoint)}, which AUTH_TRUSTED_ORIGINS does not name`)
  }
  return server
}

/** Fetches an issuer's keys; undefined if it publishes none. */
export async function fetchKeys(
  { jwks_uri }: oauth.AuthorizationServer,
  fetch: IssuerFetch,
): Promise<JSONWebKeySet | undefined> {
  if (!jwks_uri) return undefined
  const response = await fetch(jwks_uri, { headers: { accept: 'application/json' } })
  if (response.status !== 200) throw new Error(`it answers ${response.status} when asked for its keys`)
  return (await response.json()) as JSONWebKeySet
}

function misnamed(error: unknown): Error | undefined {
  const isMismatch =
    error instanceof oauth.OperationProcessingError && error.code === oauth.JSON_ATTRIBUTE_COMPARISON
  if (!isMismatch) return undefined
  const { body } = error.cause as { body: { issuer: unknown } }
  return new Error(`its metadata are those of the issuer ${shown(body.issuer)}, not of AUTH_ISSUER`)
}

function originOf(endpoint: unknown): string {
  return typeof endpoint === 'string' && URL.canParse(endpoint) ? new URL(endpoint).origin : 'no URL'
}
