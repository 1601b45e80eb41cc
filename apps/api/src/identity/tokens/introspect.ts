import * as oauth from 'oauth4webapi'
import type { Issuer } from '../issuer/issuer.ts'
import { TokenRefused } from '../refusals/refusals.ts'
import { shown } from '../shown.ts'
import type { Claims } from './token.ts'

/** The OAuth client that introspects tokens. */
export type Client = { id: string; secret: string }

/**
 * Introspects a token (RFC 7662). Resolves with its claims, or with a refusal unless it is an active bearer token and the
 * issuer offers introspection. Rejects if the issuer gives no valid answer.
 */
export function createIntrospect(issuer: Issuer, client: Client) {
  return async (token: string): Promise<Claims | TokenRefused> => {
    const server = await issuer.discover()
    if (!server.introspection_endpoint)
      return new TokenRefused('opaque', new Error('the issuer has no introspection endpoint'))
    const oauthClient = { client_id: client.id }
    const authentication = authenticationOf(server)(client.secret)
    const response = await oauth.introspectionRequest(server, oauthClient, authentication, token, {
      ...issuer.options,
      additionalParameters: { token_type_hint: 'access_token' },
    })
    const claims: Claims = await oauth
      .processIntrospectionResponse(server, oauthClient, response)
      .catch(inactiveIfUnsupported)
    return findRefusal(server.issuer, claims) ?? claims
  }
}

// Some issuers answer with this error for a token that resembles one of their JWTs but is not.
function inactiveIfUnsupported(error: unknown): Claims {
  if (error instanceof oauth.ResponseBodyError && error.error === 'unsupported_token_type')
    return { active: false }
  throw error
}

function authenticationOf({
  introspection_endpoint_auth_methods_supported: methods,
}: oauth.AuthorizationServer) {
  const postOnly = methods?.includes('client_secret_post') && !methods.includes('client_secret_basic')
  return postOnly ? oauth.ClientSecretPost : oauth.ClientSecretBasic
}

function findRefusal(issuer: string, { active, iss, aud, token_type }: Claims): TokenRefused | undefined {
  if (active !== true) return new TokenRefused('inactive')
  if (iss !== undefined && iss !== issuer)
    return new TokenRefused('issuer', new Error(`its iss is ${shown(iss)}`))
  // Refresh tokens can be introspected too and have no type.
  if (token_type === undefined)
    return aud === undefined
      ? new TokenRefused('kind', new Error('it has neither token_type nor aud'))
      : undefined
  return /^bearer$/i.test(String(token_type))
    ? undefined
    : new TokenRefused('bound', new Error(`its token_type is ${String(token_type).slice(0, 100)}`))
}
