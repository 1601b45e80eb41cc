import type { Config } from '../../config.ts'
import type { CheckToken } from '../authenticate.ts'
import type { Issuer } from '../issuer/issuer.ts'
import type { Slots } from '../issuer/slots.ts'
import type { RefusalBudget } from '../refusals/refusal-budget.ts'
import { TokenRefused } from '../refusals/refusals.ts'
import { acceptIntrospected, acceptJwt, type TokenRules } from './accept-token.ts'
import { createCheckJwt } from './check-jwt.ts'
import { createCheckOpaque } from './check-opaque.ts'
import { createIntrospect } from './introspect.ts'
import { isJwt } from './is-jwt.ts'

type Dependencies = {
  config: Config
  /** The paths of the claims that are kept for the profile of the user. */
  profile: readonly string[]
  issuer: Issuer
  slots: Slots
  budget: RefusalBudget
}

/** Checks JWTs, and opaque tokens if there is a client to introspect them. */
export function createCheckToken({ config, profile, issuer, slots, budget }: Dependencies): CheckToken {
  const rules: TokenRules = {
    recipients: { audience: config.AUTH_AUDIENCE, clients: config.AUTH_CLIENTS },
    kind: { isTyped: config.AUTH_TOKEN_TYPE !== undefined, markingClaim: config.ACCESS_TOKEN_CLAIM },
    paths: { subject: config.SUBJECT_CLAIM, roles: config.ROLES_CLAIM, profile },
  }
  const checkJwt = createCheckJwt({ issuer, accept: (claims, typ) => acceptJwt(claims, typ, rules) })
  const { AUTH_CLIENT_ID: id, AUTH_CLIENT_SECRET: secret } = config
  const checkOpaque =
    id && secret
      ? createCheckOpaque({
          introspect: createIntrospect(issuer, { id, secret }),
          read: claims => acceptIntrospected(claims, rules),
          cacheMs: config.INTROSPECTION_CACHE,
          slots,
          budget,
        })
      : () => Promise.reject(new TokenRefused('opaque', new Error('AUTH_CLIENT_ID is not set')))
  return (token, caller) => (isJwt(token) ? checkJwt(token) : checkOpaque(token, caller))
}
