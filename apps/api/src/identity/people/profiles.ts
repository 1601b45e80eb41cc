import type { Bearer } from './fetch-userinfo.ts'

/**
 * How a user's profile was brought up to date: nothing was to be done, it was `asked` for and stored, or asking has
 * `failed` and the stored one stays in use.
 */
export type Refreshed = 'fresh' | 'asked' | 'failed'

export type Profiles = {
  /** Resolves when a profile of the user that is recent enough is stored, or rejects with an ApiError. */
  ensure: (bearer: Bearer) => Promise<Refreshed>
  /**
   * The same, but where the issuer can be asked, a profile is recent enough only if it was asked for after `since` (in
   * milliseconds of `performance.now()`).
   */
  refresh: (bearer: Bearer, since: number) => Promise<Refreshed>
}

// Within this time a deleted user may still count as known, and a failed refresh of a profile is not retried.
export const knownMsMax = 60_000
