import * as oauth from 'oauth4webapi'
import type { Issuer } from './issuer.ts'
import type { Claims } from './token.ts'

/** The OAuth client that introspects tokens. */
export type Client = { id: string; secret: string }

/**
 * Introspects a token (RFC 7662). Resolves with its claims, or with undefined unless it is valid for `audience`.
 * Rejects if the issuer gives no valid answer.
 */
export function createIntrospect(issuer: Issuer, client: Client, audience: string) {
  return async (token: string): Promise<Claims | undefined> => {
    const server = await issuer.discover()
    if (!server.introspection_endpoint) throw new Error('the issuer offers no introspection')
    const oauthClient = { client_id: client.id }
    const authentication = authenticationOf(server)(client.secret)
    const response = await oauth.introspectionRequest(server, oauthClient, authentication, token, {
      ...issuer.options,
      additionalParameters: { token_type_hint: 'access_token' },
    })
    const claims: Claims = await oauth
      .processIntrospectionResponse(server, oauthClient, response)
      .catch(inactiveIfUnsupported)
    return isActiveFor(audience, server.issuer, claims) ? claims : undefined
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

function isActiveFor(audience: string, issuer: string, { active, iss, aud, token_type }: Claims): boolean {
  if (active !== true || (iss !== undefined && iss !== issuer)) return false
  if (aud !== undefined && ![aud].flat().includes(audience)) return false
  // Refresh tokens can be introspected too and have no type. A token of another type is bound to a key of its client.
  return token_type === undefined ? aud !== undefined : /^bearer$/i.test(String(token_type))
}
