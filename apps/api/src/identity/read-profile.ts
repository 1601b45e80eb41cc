import { canonicalLanguage } from '@passlink/runtime'
import type { Profile } from '@passlink/store'
import { ApiError, code } from '../api-error.ts'
import type { Claims } from './token.ts'

/** The names of the claims with a user's organization, and the id of the organization of users without those claims. */
export type OrganizationClaims = { idClaim: string; nameClaim: string; defaultId: string | undefined }

const lengthMax = 200

/** Reads a user's profile from the claims of userinfo. Throws FAILED_PRECONDITION if the user has no organization. */
export function readProfile(userId: string, claims: Claims, organizationClaims: OrganizationClaims): Profile {
  const claimedId = text(claims[organizationClaims.idClaim])
  const organizationId = claimedId ?? organizationClaims.defaultId
  if (!organizationId) throw new ApiError(code.failedPrecondition, 'organizationMissing', 'AUTH-n0rGa')
  const email = text(claims.email)
  return {
    userId,
    email,
    // Some issuers send a string.
    emailVerified: email !== null && (claims.email_verified === true || claims.email_verified === 'true'),
    displayName: readName(claims) ?? userId.slice(0, lengthMax),
    language: readLanguage(claims.locale),
    organization: { id: organizationId, name: claimedId ? text(claims[organizationClaims.nameClaim]) : null },
  }
}

function readName({ name, given_name, family_name, preferred_username, nickname }: Claims): string | null {
  const parts = [text(given_name), text(family_name)].filter(part => part !== null).join(' ')
  return text(name) ?? text(parts) ?? text(nickname) ?? text(preferred_username)
}

/** BCP 47; some issuers write `de_DE` for `de-DE`. */
function readLanguage(locale: unknown): string | null {
  return canonicalLanguage(text(locale)?.replaceAll('_', '-') ?? '') ?? null
}

// A value with control characters is rejected, not cleaned: without them an id could be that of another organization.
function text(value: unknown): string | null {
  if (typeof value !== 'string' || /[\p{Cc}\p{Cs}]/u.test(value)) return null
  const trimmed = value.trim()
  return trimmed === '' || trimmed.length > lengthMax ? null : trimmed
}
