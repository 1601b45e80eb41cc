import { deliveryId, type RevokedLinks } from '@passlink/store'

/**
 * How far a revocation has come: the links that were looked at, those that were revoked, and those that are locked still.
 * `before` is where it goes on; null when it is over.
 */
export type Revocation = { looked: number; revoked: number; busy: number; before: string | null }

export const nothingRevoked: Revocation = { looked: 0, revoked: 0, busy: 0, before: null }

/** A revocation after one more step. A retry is of the links that were locked in the steps before it. */
export function afterStep(progress: Revocation, step: RevokedLinks, lockedBefore: number): Revocation {
  return {
    looked: progress.looked + step.looked,
    revoked: progress.revoked + step.revoked,
    busy: progress.busy + step.busy - (step.isRetry ? lockedBefore : 0),
    before: step.before,
  }
}

/** Reads how far a revocation has come from the fields of a form: what is not valid begins anew. */
export function readRevocation(sent: URLSearchParams): Revocation {
  const before = deliveryId.safeParse(sent.get('before'))
  if (!before.success) return nothingRevoked
  const countOf = (name: string) => (/^\d{1,9}$/.test(sent.get(name) ?? '') ? Number(sent.get(name)) : 0)
  return {
    looked: countOf('looked'),
    revoked: countOf('revoked'),
    busy: countOf('busy'),
    before: before.data,
  }
}
