export type Claims = Record<string, unknown>

/** A JWT that a provider issues: its claims without the issuer and the times, and what its header has besides the key. */
export type ProviderToken = { claims: Claims; header?: { typ?: string } }

/**
 * A provider as its documentation shows it, with the settings that docs/providers.md names for it and the values of the
 * documentation.
 */
export type Provider = {
  settings: Record<string, string>
  accessToken: ProviderToken
  /** What userinfo answers about the person of the access token; absent: it must not be asked. */
  userinfo?: Claims
  /** The user as Passlink stores them. */
  user: {
    id: string
    organization: { id: string; name: string }
    email: string
    displayName: string
    language: string | null
  }
  /** A role, or what stands for one, of the access token. */
  role: string
  /** Tokens of the same issuer that must open nothing, by what they are. */
  others: Record<string, ProviderToken>
}

/** The token with some claims replaced; those that are undefined are left out. */
export const changed = ({ claims, header }: ProviderToken, changes: Claims): ProviderToken => ({
  claims: { ...claims, ...changes },
  ...(header ? { header } : {}),
})
