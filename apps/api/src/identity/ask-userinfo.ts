import * as oauth from 'oauth4webapi'
import type { Issuer } from './issuer.ts'
import { issuerAway, tokenInvalid } from './refusals.ts'
import type { Claims } from './token.ts'

// The library needs a client id only for signed answers, which are made for one client.
const oauthClient = { client_id: 'passlink' }

/**
 * Asks the issuer's userinfo endpoint about the person that the token stands for (OpenID Connect Core 1.0 section 5.3).
 * Rejects with an ApiError: the token is invalid if the issuer refuses or answers about another person.
 */
export function createAskUserinfo(issuer: Issuer): (userId: string, token: string) => Promise<Claims> {
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
  const tryLater = [408, 425, 429]
  return status >= 400 && status < 500 && !tryLater.includes(status)
}
