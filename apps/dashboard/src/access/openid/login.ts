import type { Context } from 'hono'
import * as oauth from 'oauth4webapi'
import { z } from 'zod'
import type { Cookies } from '../cookies.ts'
import type { Role } from '../operator.ts'
import type { Issuer } from './issuer.ts'
import { type Claims, readPath } from './read-path.ts'
import { namesIn, type RoleNames, roleOf } from './roles.ts'
import { SignInRefused } from './sign-in-refused.ts'

export type OpenIdSettings = {
  clientId: string
  /** Undefined: a public client. */
  clientSecret: string | undefined
  redirectUri: string
  scopes: string
  rolesClaim: string
  roleNames: RoleNames
}

/** Who signed in, and where to go; `found` are the names in the claim of roles, of which none may bring a role. */
export type SignedIn = { id: string; name: string; role: Role | undefined; found: string[]; next: string }

/** Logging in at an OpenID provider: the authorization code flow with PKCE (OpenID Connect Core 1.0 section 3.1). */
export type OpenIdLogin = {
  issuer: Issuer
  /** The address at the issuer to go to. With `isAnew` the issuer asks for a login also if there was one. */
  begin: (c: Context, options: { next: string; isAnew: boolean }) => Promise<URL>
  /**
   * Rejects with {@link SignInRefused} unless the issuer says, to the browser that began, who signed in. `admit` is
   * called before the issuer is asked, and may reject.
   */
  finish: (c: Context, admit: () => Promise<void>) => Promise<SignedIn>
}

const cookie = 'passlink-login'
const lifetimeS = 600

const begun = z.object({ state: z.string(), nonce: z.string(), verifier: z.string(), next: z.string() })

export function createOpenIdLogin(issuer: Issuer, settings: OpenIdSettings, cookies: Cookies): OpenIdLogin {
  const { clientId, clientSecret, redirectUri, scopes, rolesClaim, roleNames } = settings
  const client: oauth.Client = { client_id: clientId, [oauth.clockTolerance]: 30 }

  function authentication({ token_endpoint_auth_methods_supported: methods }: oauth.AuthorizationServer) {
    if (clientSecret === undefined) return oauth.None()
    const postOnly = methods?.includes('client_secret_post') && !methods.includes('client_secret_basic')
    return (postOnly ? oauth.ClientSecretPost : oauth.ClientSecretBasic)(clientSecret)
  }

  /** The person of a valid ID token, its claims, and those of userinfo, if the token lacks the roles or a name. */
  async function claimsOf(parameters: URLSearchParams, { nonce, verifier }: z.output<typeof begun>) {
    const server = await issuer.discover()
    const { options } = issuer
    const response = await oauth.authorizationCodeGrantRequest(
      server,
      client,
      authentication(server),
      oauth.validateAuthResponse(server, client, parameters, parameters.get('state') ?? undefined),
      redirectUri,
      verifier,
      options,
    )
    const expected = { expectedNonce: nonce, requireIdToken: true }
    const tokens = await oauth.processAuthorizationCodeResponse(server, client, response, expected)
    await oauth.validateApplicationLevelSignature(server, response, options)
    const token = oauth.getValidatedIdTokenClaims(tokens) as oauth.IDToken
    const isComplete = readPath(token, rolesClaim) !== undefined && nameOf(token) !== undefined
    if (isComplete || !server.userinfo_endpoint) return { sub: token.sub, sources: [token] }
    const answer = await oauth.userInfoRequest(server, client, tokens.access_token, options)
    const userinfo = await oauth.processUserInfoResponse(server, client, token.sub, answer)
    return { sub: token.sub, sources: [token, userinfo] as Claims[] }
  }

  return {
    issuer,
    async begin(c, { next, isAnew }) {
      const server = await issuer.discover()
      const [state, nonce] = [oauth.generateRandomState(), oauth.generateRandomNonce()]
      const verifier = oauth.generateRandomCodeVerifier()
      cookies.set(c, cookie, JSON.stringify({ state, nonce, verifier, next }), { maxAgeS: lifetimeS })
      const address = authorizationAddress(server, issuer)
      const parameters = {
        client_id: clientId,
        redirect_uri: redirectUri,
        response_type: 'code',
        scope: scopes,
        state,
        nonce,
        code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
        ...(isAnew ? { prompt: 'login' } : {}),
      }
      for (const [name, value] of Object.entries(parameters)) address.searchParams.set(name, value)
      return address
    },
    async finish(c, admit) {
      const saved = readBegun(cookies.get(c, cookie))
      // Whatever becomes of it, it can be finished once.
      cookies.remove(c, cookie)
      const parameters = new URL(c.req.url).searchParams
      if (!saved || parameters.get('state') !== saved.state) throw ended()
      await admit()
      const { sub, sources } = await claimsOf(parameters, saved)
      const roles = firstOf(sources, claims => readPath(claims, rolesClaim))
      const name = firstOf(sources, nameOf) ?? sub
      return { id: sub, name, role: roleOf(roles, roleNames), found: namesIn(roles), next: saved.next }
    },
  }
}

function authorizationAddress(server: oauth.AuthorizationServer, { name, options }: Issuer): URL {
  const endpoint = server.authorization_endpoint ?? ''
  const address = URL.canParse(endpoint) ? new URL(endpoint) : undefined
  if (address && (address.protocol === 'https:' || options[oauth.allowInsecureRequests])) return address
  throw new SignInRefused(502, 'Nobody can sign in at this issuer', `${name} names no place to sign in.`)
}

function firstOf<Value>(sources: Claims[], read: (claims: Claims) => Value | undefined): Value | undefined {
  return sources.map(read).find(value => value !== undefined)
}

const ended = () =>
  new SignInRefused(
    400,
    'This login is over',
    'It was finished already, took longer than ten minutes, or began in another browser or window.',
  )

function nameOf(claims: Claims): string | undefined {
  const names = [claims.name, claims.preferred_username, claims.email]
  return names.find((name): name is string => typeof name === 'string' && name.trim() !== '')?.slice(0, 200)
}

function readBegun(value: string | undefined): z.output<typeof begun> | undefined {
  try {
    return begun.safeParse(JSON.parse(value ?? '')).data
  } catch {
    return undefined
  }
}
