/** The claims that are used of a valid token. Tokens of machines may have no `subject`. */
export type Token = {
  subject: string | undefined
  scopes: ReadonlySet<string>
  roles: ReadonlySet<string>
}

export type Claims = Readonly<Record<string, unknown>>

// The database would drop a NUL and replace a lone surrogate, and the result could be the id of another user. The
// length limit is from OpenID Connect Core 1.0 section 2.
const validSubject = /^[^\0\p{Cs}]{1,255}$/u

/** Reads the claims of a valid token; roles are in the claim named `rolesClaim`. */
export function readToken(claims: Claims, rolesClaim: string): Token {
  const { sub } = claims
  return {
    subject: typeof sub === 'string' && validSubject.test(sub) ? sub : undefined,
    // Some issuers use `scp`, a string or an array.
    scopes: new Set(readWords(claims.scope ?? claims.scp)),
    roles: new Set(readRoles(claims[rolesClaim])),
  }
}

// ZITADEL sends roles as an object whose keys are the names of the roles.
function readRoles(value: unknown): string[] {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value)
  return isObject ? Object.keys(value) : readWords(value)
}

function readWords(value: unknown): string[] {
  if (typeof value === 'string') return words(value)
  return Array.isArray(value) ? value.filter(item => typeof item === 'string') : []
}

function words(text: string): string[] {
  return text.split(' ').filter(word => word !== '')
}
