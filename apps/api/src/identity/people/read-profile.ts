import { canonicalLanguage } from '@passlink/runtime'
import { isTimeZone, type Profile } from '@passlink/store'
import { ApiError, code } from '../../api-error.ts'
import { isRecord, readPath } from '../claims/path.ts'
import type { Claims } from '../tokens/token.ts'

/**
 * The paths of the claims with a user's organization, the organization of users without those claims, and whether an
 * address is verified where the issuer does not say.
 */
export type ProfileRules = {
  organizationClaim: string
  organizationNameClaim: string
  defaultOrganization: string | undefined
  trustAddresses: boolean
}

const lengthMax = 200

const claimNames = [
  'sub',
  'email',
  'email_verified',
  'name',
  'given_name',
  'family_name',
  'nickname',
  'preferred_username',
  'locale',
  'zoneinfo',
]

/** The paths of all claims that a profile is read from. */
export const profilePaths = ({ organizationClaim, organizationNameClaim }: ProfileRules): string[] => [
  ...claimNames,
  organizationClaim,
  organizationNameClaim,
]

/**
 * Reads a user's profile from several sources, the most trusted first: an address with its verification, an organization
 * with its name, a name, a language and a time zone are each taken from the first source that has one. Throws FAILED_PRECONDITION if
 * the user has no organization.
 */
export function readProfile(userId: string, sources: readonly Claims[], rules: ProfileRules): Profile {
  return {
    userId,
    ...readAddress(sources, rules),
    displayName: firstOf(sources, readName) ?? userId.slice(0, lengthMax),
    language: firstOf(sources, readLanguage),
    timeZone: firstOf(sources, readTimeZone),
    organization: readOrganization(sources, rules),
  }
}

function readAddress(sources: readonly Claims[], { trustAddresses }: ProfileRules) {
  const email = firstOf(sources, claims => text(claims.email))
  // What a source says of an address is about its own, which may be another.
  const said = sources.filter(claims => text(claims.email) === email).map(claims => claims.email_verified)
  const verified = said.find(value => value !== undefined && value !== null) ?? trustAddresses
  // Some issuers send a string.
  return { email, emailVerified: email !== null && (verified === true || verified === 'true') }
}

/** An array or an object may hold the organization too, if it is the only one, so that it is clear which is meant. */
function readOrganization(sources: readonly Claims[], rules: ProfileRules): Profile['organization'] {
  const claims = sources.find(source => readPath(source, rules.organizationClaim) !== undefined) ?? {}
  const claimed = onlyOne(readPath(claims, rules.organizationClaim))
  if (claimed === several) throw organizationMissing()
  const id = text(claimed) ?? rules.defaultOrganization
  if (!id) throw organizationMissing()
  const name = onlyOne(readPath(claims, rules.organizationNameClaim))
  return { id, name: text(claimed) === null ? null : text(name) }
}

const several = Symbol('several organizations')

function onlyOne(value: unknown): unknown {
  const values = Array.isArray(value) ? value : isRecord(value) ? Object.keys(value) : [value]
  return values.length > 1 ? several : values[0]
}

const organizationMissing = () => new ApiError(code.failedPrecondition, 'organizationMissing', 'AUTH-n0rGa')

function readName({ name, given_name, family_name, preferred_username, nickname }: Claims): string | null {
  const parts = [text(given_name), text(family_name)].filter(part => part !== null).join(' ')
  return text(name) ?? text(parts) ?? text(nickname) ?? text(preferred_username)
}

/** BCP 47; some issuers write `de_DE` for `de-DE`. */
function readLanguage({ locale }: Claims): string | null {
  return canonicalLanguage(text(locale)?.replaceAll('_', '-') ?? '') ?? null
}

/** IANA; an issuer may send anything. */
function readTimeZone({ zoneinfo }: Claims): string | null {
  const name = text(zoneinfo)
  return name !== null && isTimeZone(name) ? name : null
}

function firstOf(sources: readonly Claims[], read: (claims: Claims) => string | null): string | null {
  return sources.map(read).find(value => value !== null) ?? null
}

// A value with control characters is rejected, not cleaned: without them an id could be that of another organization.
function text(value: unknown): string | null {
  if (typeof value !== 'string' || /[\p{Cc}\p{Cs}]/u.test(value)) return null
  const trimmed = value.trim()
  return trimmed === '' || trimmed.length > lengthMax ? null : trimmed
}
