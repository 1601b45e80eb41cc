import type { Roles } from '../claims/roles.ts'
import { TokenRefused } from '../refusals/refusals.ts'
import type { Token } from '../tokens/token.ts'
import type { Bearer } from './fetch-userinfo.ts'

/** Resolves to the roles of a user, or rejects with an ApiError while the issuer cannot be asked for them. */
export type FindRoles = (bearer: Bearer) => Promise<Roles>

/** Finds the roles in the token and nowhere else. */
export const findRolesInToken: FindRoles = async ({ token }) => token.roles ?? new Map()

/**
 * Finds the roles in the token or, if that does not mention any, in userinfo, whose answer holds for `ageMaxMs`. A token
 * that userinfo refuses has no roles.
 */
export function createFindRoles(askUserinfo: FindRoles, ageMaxMs: number): FindRoles {
  const asked = new WeakMap<Token, { until: number; roles: Promise<Roles> }>()

  return async bearer => {
    const { token } = bearer
    if (token.roles) return token.roles
    const entry = asked.get(token)
    if (entry && performance.now() < entry.until) return entry.roles
    const roles = askUserinfo(bearer).catch(error => {
      if (error instanceof TokenRefused) return new Map()
      throw error
    })
    asked.set(token, { until: performance.now() + ageMaxMs, roles })
    roles.catch(() => asked.delete(token))
    return roles
  }
}
