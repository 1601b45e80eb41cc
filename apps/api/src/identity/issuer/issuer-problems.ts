import type { JSONWebKeySet } from 'jose'
import type { AuthorizationServer } from 'oauth4webapi'

/** What the settings ask of the issuer: introspection of opaque tokens, and claims about people from userinfo. */
export type IssuerUses = { introspection: boolean; userinfo: boolean }

/** What will not work with an issuer although it answers, in sentences for operators. */
export function findIssuerProblems(
  server: AuthorizationServer,
  keys: JSONWebKeySet | undefined,
  uses: IssuerUses,
): string[] {
  return [
    keysProblem(keys),
    uses.introspection ? introspectionProblem(server) : undefined,
    uses.userinfo && !server.userinfo_endpoint
      ? 'the issuer has no userinfo endpoint: calls of people who are not in the directory are refused'
      : undefined,
  ].filter(problem => problem !== undefined)
}

function keysProblem(keys: JSONWebKeySet | undefined): string | undefined {
  const forSignatures = keys?.keys.filter(
    ({ kty, use }) => ['RSA', 'EC', 'OKP'].includes(String(kty)) && (use === undefined || use === 'sig'),
  )
  if (forSignatures && forSignatures.length > 0) return undefined
  return 'the issuer publishes no keys for signatures: its JWTs cannot be checked'
}

function introspectionProblem(server: AuthorizationServer): string | undefined {
  if (!server.introspection_endpoint)
    return 'AUTH_CLIENT_ID is set, but the issuer has no introspection endpoint: its opaque tokens are all refused'
  const methods = server.introspection_endpoint_auth_methods_supported
  if (!methods || methods.some(method => ['client_secret_basic', 'client_secret_post'].includes(method)))
    return undefined
  return `the issuer takes no client secret for introspection, only ${methods.join(', ')}: its opaque tokens cannot be checked`
}
