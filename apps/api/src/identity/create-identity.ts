import { inBatches, type Logger } from '@passlink/runtime'
import { type Db, findProfiles, type Profile, saveProfiles } from '@passlink/store'
import type { Config } from '../config.ts'
import {
  type Authenticate,
  type AuthenticateToken,
  createAuthenticate,
  createAuthenticateToken,
} from './authenticate.ts'
import { createCheckJwt } from './check-jwt.ts'
import { createCheckOpaque } from './check-opaque.ts'
import { createEnsureProfile } from './ensure-profile.ts'
import { createFetchUserinfo } from './fetch-userinfo.ts'
import { createIntrospect } from './introspect.ts'
import { isJwt } from './is-jwt.ts'
import { createIssuer, type Issuer } from './issuer.ts'
import { readProfile } from './read-profile.ts'
import { tokenInvalid } from './refusals.ts'
import { type Claims, readToken, type Token } from './token.ts'

/** `authenticate` is for calls of users, `authenticateToken` for calls that machines may make too. */
export type IdentityChecks = { authenticate: Authenticate; authenticateToken: AuthenticateToken }

/**
 * Checks the tokens of the issuer in `config`, and stores the issuer's profile of each user who is not in the
 * directory.
 */
export function createIdentity(config: Config, db: Db, log: Logger): IdentityChecks {
  const issuer = createIssuer(config.AUTH_ISSUER, config.AUTH_TRUSTED_ORIGINS ?? [], log)
  const checkToken = createCheckToken(issuer, config, log)
  const fetchUserinfo = createFetchUserinfo(issuer)
  const organizationClaims = {
    idClaim: config.ORGANIZATION_CLAIM,
    nameClaim: config.ORGANIZATION_NAME_CLAIM,
    defaultId: config.DEFAULT_ORGANIZATION,
  }
  const ensureProfile = createEnsureProfile({
    find: inBatches(userIds => findProfiles(db, userIds)),
    lookUp: async (userId, token) =>
      readProfile(userId, await fetchUserinfo(userId, token), organizationClaims),
    save: inBatches(async (profiles: Profile[]) => {
      await saveProfiles(db, profiles)
      return profiles
    }),
    ageMaxMs: config.PROFILE_MAX_AGE,
    log,
  })
  return {
    authenticate: createAuthenticate({ checkToken, ensureProfile }),
    authenticateToken: createAuthenticateToken(checkToken),
  }
}

function createCheckToken(issuer: Issuer, config: Config, log: Logger): (token: string) => Promise<Token> {
  const read = (claims: Claims) => readToken(claims, config.ROLES_CLAIM)
  const checkJwt = createCheckJwt({ issuer, audience: config.AUTH_AUDIENCE, read, log })
  const { AUTH_CLIENT_ID: id, AUTH_CLIENT_SECRET: secret } = config
  const checkOpaque =
    id && secret
      ? createCheckOpaque({
          introspect: createIntrospect(issuer, { id, secret }, config.AUTH_AUDIENCE),
          read,
          cacheMs: config.INTROSPECTION_CACHE,
        })
      : () => Promise.reject(tokenInvalid())
  return token => (isJwt(token) ? checkJwt(token) : checkOpaque(token))
}
