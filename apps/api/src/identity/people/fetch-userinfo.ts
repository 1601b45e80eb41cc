import * as oauth from 'oauth4webapi'
import { readPath } from '../claims/path.ts'
import type { Issuer } from '../issuer/issuer.ts'
import { issuerAway, TokenRefused } from '../refusals/refusals.ts'
import type { Claims, Token } from '../tokens/token.ts'

// The library uses the client id only to check signed answers, which name their client.
const oauthClient = { client_id: 'passlink' }

/** A user who makes a call, with their token as it was read and as it was sent. */
export type Bearer = { userId: string; token: Token; sentToken: string }

export type FetchUserinfo = (bearer: Bearer) => Promise<Claims>

/**
 * Fetches the claims of a user from the issuer's userinfo endpoint (OpenID Connect Core 1.0 section 5.3); their subject
 * is at the path `subjectClaim`. Rejects with an ApiError: the token is refused if the issuer refuses it or answers about
 * another user.
 */
export function createFetchUserinfo(issuer: Issuer, subjectClaim: string): FetchUserinfo {
  async function request(sentToken: string): Promise<Claims> {
    const server = await issuer.discover()
    if (!server.userinfo_endpoint) throw refused('the issuer has no userinfo endpoint')
    const response = await oauth.userInfoRequest(server, oauthClient, sentToken, issuer.options)
    if (isRefusal(response.status)) throw refusedWith(response.status)
    return oauth.processUserInfoResponse(server, oauthClient, oauth.skipSubjectCheck, response)
  }
  return async ({ userId, token, sentToken }) => {
    const claims = await request(sentToken).catch(error => {
      throw issuerAway(error)
    })
    if (!isAbout(userId, token, claims, subjectClaim)) throw refused('userinfo is about another person')
    return claims
  }
}

const refused = (problem: string) => new TokenRefused('userinfo', new Error(problem))

// Keycloak answers 403 to a token without the scope openid.
const refusedWith = (status: number) =>
  status === 403
    ? new TokenRefused(
        'userinfo_forbidden',
        new Error('userinfo answers 403: the token lacks the scope openid'),
      )
    : refused(`userinfo answers ${status}`)

// Section 5.3.2. Okta's userinfo has as its `sub` what its access tokens have as their `uid`.
function isAbout(userId: string, token: Token, claims: Claims, subjectClaim: string): boolean {
  const subject = subjectClaim === 'sub' ? undefined : readPath(claims, subjectClaim)
  if (subject !== undefined) return subject === userId
  return claims.sub === userId || (claims.sub !== undefined && claims.sub === token.claims.sub)
}

function isRefusal(status: number): boolean {
  const temporary = [408, 425, 429]
  return status >= 400 && status < 500 && !temporary.includes(status)
}
