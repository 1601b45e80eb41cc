import { ApiError, code } from '../api-error.ts'
import type { Roles } from './claims/roles.ts'
import type { FindRoles } from './people/find-roles.ts'
import type { Profiles } from './people/profiles.ts'
import { TokenRefused } from './refusals/refusals.ts'
import type { Refuse } from './refusals/refuse.ts'
import type { Token } from './tokens/token.ts'

/** The user who makes a call, with the client and the scopes of their token. */
export type Identity = {
  userId: string
  client: string | undefined
  scopes: ReadonlySet<string>
  /** Finds the user's roles; rejects with an ApiError while the issuer cannot be asked for them. */
  findRoles: () => Promise<Roles>
  /**
   * Asks the issuer for the user's profile once more, unless this call has done so already. Resolves to whether there is
   * a new one. Rejects with an ApiError if the user is unknown by now and cannot be asked for.
   */
  refreshProfile: () => Promise<boolean>
}

/** Whose request it is, for limits and the log. `address` is computed only where it is needed. */
export type Caller = { requestId: string; address: () => string }

/** Resolves the value of an `Authorization` header to an identity, or rejects with an {@link ApiError}. */
export type Authenticate = (authorization: string | undefined, caller: Caller) => Promise<Identity>

/** Resolves with the claims of a valid token, else rejects with an {@link ApiError}. */
export type CheckToken = (token: string, caller: Caller) => Promise<Token>

type Dependencies = {
  checkToken: CheckToken
  profiles: Profiles
  findRoles: FindRoles
  refuse: Refuse
}

/** Accepts valid tokens that have a subject. The profile of the user is stored when it resolves. */
export function createAuthenticate({ checkToken, profiles, findRoles, refuse }: Dependencies): Authenticate {
  async function identify(sentToken: string, caller: Caller): Promise<Identity> {
    const arrivedAt = performance.now()
    const token = await checkToken(sentToken, caller)
    const { subject: userId, client, scopes } = token
    if (userId === undefined) throw new TokenRefused('subject', new Error('it names no person'))
    const bearer = { userId, token, sentToken }
    const ensured = await profiles.ensure(bearer)
    return {
      userId,
      client,
      scopes,
      findRoles: () => reported(refuse, findRoles(bearer), caller),
      refreshProfile: async () =>
        ensured === 'fresh' &&
        (await reported(refuse, profiles.refresh(bearer, arrivedAt), caller)) === 'asked',
    }
  }
  return async (authorization, caller) =>
    reported(refuse, identify(readBearer(authorization), caller), caller)
}

/** Resolves the value of an `Authorization` header to the claims of its token, which may belong to a machine. */
export type AuthenticateToken = (authorization: string | undefined, caller: Caller) => Promise<Token>

/** Accepts every valid token; rejects with an {@link ApiError} for any other. */
export function createAuthenticateToken({
  checkToken,
  refuse,
}: Pick<Dependencies, 'checkToken' | 'refuse'>): AuthenticateToken {
  return async (authorization, caller) =>
    reported(refuse, checkToken(readBearer(authorization), caller), caller)
}

async function reported<Value>(refuse: Refuse, work: Promise<Value>, caller: Caller): Promise<Value> {
  try {
    return await work
  } catch (error) {
    throw await refuse(error, caller)
  }
}

function readBearer(authorization: string | undefined): string {
  if (!authorization) throw new ApiError(code.unauthenticated, 'authHeaderMissing')
  // The name of a scheme is case-insensitive (RFC 9110 section 11.1).
  const token = /^bearer ([^\s]+)$/i.exec(authorization)?.[1]
  if (!token) throw new ApiError(code.unauthenticated, 'authHeaderInvalid', 'AUTH-toLo1')
  return token
}
