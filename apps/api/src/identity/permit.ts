import { ApiError, code } from '../api-error.ts'
import type { Identity } from './authenticate.ts'

/** Gives the acting user's id back if they may act for others of their organization, else throws PERMISSION_DENIED. */
export type Permit = (identity: Identity) => string

/** Those who have `role` may. */
export function createPermit(role: string): Permit {
  return ({ userId, roles }) => {
    if (!roles.has(role)) throw new ApiError(code.permissionDenied, 'permissionMissing', 'AUTH-5mWD2')
    return userId
  }
}
