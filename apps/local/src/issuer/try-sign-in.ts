import { createHash, randomBytes } from 'node:crypto'
import { decodeJwt } from 'jose'
import type { Provider } from 'oidc-provider'
import { clientId } from './client-id.ts'
import { signedInPage } from './sign-in-page.ts'

/**
 * An application in miniature, to try the login without one: `/` begins a login (authorization code with PKCE, RFC 7636),
 * `/callback` ends it and shows who signed in.
 */
export function addTrySignIn(provider: Provider): void {
  const redirectUri = `${provider.issuer}/callback`
  const verifiers = new Map<string, string>()

  provider.use(async (ctx, next) => {
    if (ctx.path === '/') return ctx.redirect(begin())
    if (ctx.path !== '/callback') return next()
    const person = await finish(String(ctx.query.state), String(ctx.query.code))
    if (!person) return ctx.redirect('/')
    ctx.type = 'html'
    ctx.body = String(signedInPage(person))
  })

  function begin(): string {
    const state = randomBytes(16).toString('base64url')
    const verifier = randomBytes(32).toString('base64url')
    verifiers.set(state, verifier)
    const query = new URLSearchParams({
      client_id: clientId,
      response_type: 'code',
      redirect_uri: redirectUri,
      scope: 'openid profile email',
      prompt: 'login',
      state,
      code_challenge: createHash('sha256').update(verifier).digest('base64url'),
      code_challenge_method: 'S256',
    })
    return `/auth?${query}`
  }

  async function finish(state: string, code: string) {
    const verifier = verifiers.get(state)
    if (!verifiers.delete(state) || !verifier) return undefined
    const response = await fetch(`${provider.issuer}/token`, {
      method: 'POST',
      body: new URLSearchParams({
        client_id: clientId,
        grant_type: 'authorization_code',
        code,
        redirect_uri: redirectUri,
        code_verifier: verifier,
      }),
    })
    const { id_token } = (await response.json()) as { id_token?: string }
    return id_token ? decodeJwt<{ name: string; email: string; sub: string }>(id_token) : undefined
  }
}
