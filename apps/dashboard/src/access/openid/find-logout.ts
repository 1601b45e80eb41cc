import * as oauth from 'oauth4webapi'
import type { Issuer } from './issuer.ts'

/**
 * The address at the issuer where its own session ends (OpenID Connect RP-Initiated Logout 1.0 section 2), which leads
 * back to the dashboard's page to sign in; undefined if the issuer names none, or does not answer.
 */
export type FindLogout = () => Promise<URL | undefined>

export function createFindLogout(
  issuer: Issuer,
  { clientId, redirectUri }: { clientId: string; redirectUri: string },
): FindLogout {
  const allowsHttp = issuer.options[oauth.allowInsecureRequests]
  return async () => {
    const server = await issuer.discover().catch(() => undefined)
    const endpoint = server?.end_session_endpoint ?? ''
    if (!URL.canParse(endpoint)) return undefined
    const address = new URL(endpoint)
    if (address.protocol !== 'https:' && !(allowsHttp && address.protocol === 'http:')) return undefined
    // Without a hint, for which every session would have to keep its ID token. The issuer then asks the person.
    address.searchParams.set('client_id', clientId)
    address.searchParams.set('post_logout_redirect_uri', new URL('/login', redirectUri).href)
    return address
  }
}
