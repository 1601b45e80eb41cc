import { canonicalLanguage } from '@passlink/runtime'
import type { Profile } from '@passlink/store'
import { ApiError, code } from '../api-error.ts'
import type { Claims } from './token.ts'

/** Which claims name a person's organization, and the one of those for whom none does. */
export type OrganizationTerms = { idClaim: string; nameClaim: string; defaultId: string | undefined }

const lengthMax = 200

/** Reads a person's profile from the claims of userinfo. Throws FAILED_PRECONDITION when they belong to no organization. */
export function readProfile(userId: string, claims: Claims, terms: OrganizationTerms): Profile {
  const claimedId = text(claims[terms.idClaim])
  const organizationId = claimedId ?? terms.defaultId
  if (!organizationId) throw new ApiError(code.failedPrecondition, 'organizationMissing', 'AUTH-n0rGa')
  const email = text(claims.email)
  return {
    userId,
    email,
    // Some issuers write it as a string.
    emailVerified: email !== null && (claims.email_verified === true || claims.email_verified === 'true'),
    displayName: readName(claims) ?? userId.slice(0, lengthMax),
    language: readLanguage(claims.locale),
    organization: { id: organizationId, name: claimedId ? text(claims[terms.nameClaim]) : null },
  }
}

function readName({ name, given_name, family_name, preferred_username, nickname }: Claims): string | null {
  const parts = [text(given_name), text(family_name)].filter(part => part !== null).join(' ')
  return text(name) ?? text(parts) ?? text(nickname) ?? text(preferred_username)
}

/** BCP 47; `de_DE` is how some issuers write `de-DE`. */
function readLanguage(locale: unknown): string | null {
  return canonicalLanguage(text(locale)?.replaceAll('_', '-') ?? '') ?? null
}

// Control characters do not belong in a mail, and an id without them could be that of another organization.
function text(value: unknown): string | null {
  if (typeof value !== 'string' || /[\p{Cc}\p{Cs}]/u.test(value)) return null
  const trimmed = value.trim()
  return trimmed === '' || trimmed.length > lengthMax ? null : trimmed
}
