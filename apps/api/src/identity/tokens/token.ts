import { clientOf, idOf } from '../claims/client.ts'
import { type Claims, pickClaims, readPath } from '../claims/path.ts'
import { type Roles, readRoles, words } from '../claims/roles.ts'

export type { Claims } from '../claims/path.ts'

/**
 * What is used of a valid token. Tokens of machines may have no `subject`. `client` is the application that the token was
 * issued to, `roles` undefined if the token does not mention roles, `claims` are those that a profile is read from, as of
 * `asOf` (in milliseconds since 1970).
 */
export type Token = {
  subject: string | undefined
  client: string | undefined
  scopes: ReadonlySet<string>
  roles: Roles | undefined
  claims: Claims
  asOf: number | null
}

/** The paths of the claims with the subject and the roles, and of all that a profile is read from. */
export type TokenClaims = { subject: string; roles: string; profile: readonly string[] }

/** Reads the claims of a valid token. */
export function readToken(claims: Claims, paths: TokenClaims): Token {
  const { iat } = claims
  return {
    subject: idOf(readPath(claims, paths.subject)),
    client: clientOf(claims),
    // Some issuers use `scp`, a string or an array.
    scopes: new Set(readScopes(claims.scope ?? claims.scp)),
    roles: readRolesIn(claims, paths.roles),
    claims: pickClaims(claims, paths.profile),
    asOf: typeof iat === 'number' ? 1_000 * iat : null,
  }
}

/** The roles at a path, or undefined if there is nothing. */
export function readRolesIn(claims: Claims, path: string): Roles | undefined {
  const value = readPath(claims, path)
  return value === undefined ? undefined : readRoles(value)
}

function readScopes(value: unknown): string[] {
  if (typeof value === 'string') return words(value)
  return Array.isArray(value) ? value.filter(item => typeof item === 'string') : []
}
