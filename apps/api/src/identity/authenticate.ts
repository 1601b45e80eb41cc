import { ApiError, code } from '../api-error.ts'
import { tokenInvalid } from './refusals.ts'
import type { Token } from './token.ts'

/** The user who makes a call, with the scopes and roles of their token. */
export type Identity = { userId: string; scopes: ReadonlySet<string>; roles: ReadonlySet<string> }

/** Resolves the value of an `Authorization` header to an identity, or rejects with an {@link ApiError}. */
export type Authenticate = (authorization: string | undefined) => Promise<Identity>

type Dependencies = {
  checkToken: (token: string) => Promise<Token>
  ensureProfile: (userId: string, token: string) => Promise<void>
}

/** Accepts valid tokens that have a subject. The profile of the user is stored when it resolves. */
export function createAuthenticate({ checkToken, ensureProfile }: Dependencies): Authenticate {
  return async authorization => {
    const token = readBearer(authorization)
    const { subject: userId, scopes, roles } = await checkToken(token)
    if (userId === undefined) throw tokenInvalid()
    await ensureProfile(userId, token)
    return { userId, scopes, roles }
  }
}

/** Resolves the value of an `Authorization` header to the claims of its token, which may belong to a machine. */
export type AuthenticateToken = (authorization: string | undefined) => Promise<Token>

/** Accepts every valid token; rejects with an {@link ApiError} for any other. */
export function createAuthenticateToken(checkToken: Dependencies['checkToken']): AuthenticateToken {
  return async authorization => checkToken(readBearer(authorization))
}

function readBearer(authorization: string | undefined): string {
  if (!authorization) throw new ApiError(code.unauthenticated, 'authHeaderMissing')
  const token = /^Bearer ([^\s]+)$/.exec(authorization)?.[1]
  if (!token) throw new ApiError(code.unauthenticated, 'authHeaderInvalid', 'AUTH-toLo1')
  return token
}
