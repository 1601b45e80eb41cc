import * as oauth from 'oauth4webapi'
import type { Issuer } from './issuer.ts'
import { issuerAway, tokenInvalid } from './refusals.ts'
import type { Claims } from './token.ts'

// The library uses the client id only to check signed answers, which name their client.
const oauthClient = { client_id: 'passlink' }

/**
 * Fetches the claims of the token's user from the issuer's userinfo endpoint (OpenID Connect Core 1.0 section 5.3).
 * Rejects with an ApiError: the token is invalid if the issuer refuses it or answers with another subject.
 */
export function createFetchUserinfo(issuer: Issuer): (userId: string, token: string) => Promise<Claims> {
  async function request(token: string): Promise<Claims | undefined> {
    const server = await issuer.discover()
    if (!server.userinfo_endpoint) return undefined
    const response = await oauth.userInfoRequest(server, oauthClient, token, issuer.options)
    if (isRefusal(response.status)) return undefined
    return oauth.processUserInfoResponse(server, oauthClient, oauth.skipSubjectCheck, response)
  }
  return async (userId, token) => {
    const claims = await request(token).catch(error => {
      throw issuerAway(error)
    })
    if (claims?.sub !== userId) throw tokenInvalid(new Error('userinfo is not about the person of the token'))
    return claims
  }
}

function isRefusal(status: number): boolean {
  const temporary = [408, 425, 429]
  return status >= 400 && status < 500 && !temporary.includes(status)
}
