import { createPublicKey, type KeyObject, verify } from 'node:crypto'
import type { JWK, Provider } from 'oidc-provider'
import type { Person } from '../people.ts'
import { claimsOf } from './claims.ts'

/** Lets the API's JWTs ask for their person's claims too; the package takes only opaque tokens there. */
export function acceptJwtAtUserinfo(provider: Provider, people: readonly Person[], signing: JWK): void {
  const key = createPublicKey({ key: signing as Record<string, string>, format: 'jwk' })
  provider.use(async (ctx, next) => {
    const token = /^Bearer (\S+\.\S+\.\S+)$/i.exec(ctx.get('authorization'))?.[1]
    if (ctx.path !== '/me' || token === undefined) return next()
    const subject = readSubject(token, key)
    const person = people.find(({ id }) => id === subject)
    ctx.set('cache-control', 'no-store')
    if (person) {
      ctx.body = claimsOf(person)
      return
    }
    ctx.status = 401
    ctx.set('www-authenticate', 'Bearer error="invalid_token"')
    ctx.body = { error: 'invalid_token', error_description: 'invalid token provided' }
  })
}

/** The subject of a token that this key signed and that has not expired. */
function readSubject(token: string, key: KeyObject): string | undefined {
  const [header, payload, signature] = token.split('.')
  const signed = Buffer.from(`${header}.${payload}`)
  if (!verify('sha256', signed, key, Buffer.from(signature ?? '', 'base64url'))) return undefined
  const { sub, exp } = JSON.parse(Buffer.from(payload ?? '', 'base64url').toString())
  return exp * 1000 > Date.now() ? sub : undefined
}
