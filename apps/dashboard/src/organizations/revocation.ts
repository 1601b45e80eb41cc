import { deliveryId, type RevokedLinks } from '@passlink/store'

/**
 * How far a revocation has come: the links that were looked at, those that were revoked, and those that are locked still.
 * `before` is where it goes on; null when it is over.
 */
export type Revocation = { looked: number; revoked: number; busy: number; before: string | null }

export const nothingRevoked: Revocation = { looked: 0, revoked: 0, busy: 0, before: null }

/** A revocation after one more step. The last step looks at no new links, but tries again those that were locked. */
export function afterStep(so: Revocation, step: RevokedLinks, lockedBefore: number): Revocation {
  const isAgain = step.looked === 0 && lockedBefore > 0
  return {
    looked: so.looked + step.looked,
    revoked: so.revoked + step.revoked,
    busy: so.busy + step.busy - (isAgain ? lockedBefore : 0),
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
