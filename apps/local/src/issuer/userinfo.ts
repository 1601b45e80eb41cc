import { createPublicKey, type JsonWebKey } from 'node:crypto'
import { jwtVerify } from 'jose'
import type { JWK, Provider } from 'oidc-provider'
import { findPerson, type Person } from '../people.ts'
import { claimsOf } from './claims.ts'

/** Makes userinfo accept the API's JWTs; the package itself accepts only opaque tokens there. */
export function acceptJwtAtUserinfo(provider: Provider, people: readonly Person[], signing: JWK): void {
  const key = createPublicKey({ key: signing as JsonWebKey, format: 'jwk' })
  provider.use(async (ctx, next) => {
    const token = /^Bearer (\S+\.\S+\.\S+)$/i.exec(ctx.get('authorization'))?.[1]
    if (ctx.path !== '/me' || token === undefined) return next()
    const verified = await jwtVerify(token, key).catch(() => undefined)
    const person = findPerson(people, verified?.payload.sub)
    ctx.set('cache-control', 'no-store')
    ctx.status = person ? 200 : 401
    ctx.body = person ? claimsOf(person) : { error: 'invalid_token' }
    if (!person) ctx.set('www-authenticate', 'Bearer error="invalid_token"')
  })
}
