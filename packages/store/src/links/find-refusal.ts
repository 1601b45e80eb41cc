import type { LinkRequest, Reach, RefusedLink } from './link-request.ts'

export type Person = {
  organizationId: string
  email: string | null
  emailVerified: boolean
  /** Why the address is suppressed, if it is. */
  suppression: string | null
}

type Refusal = Exclude<RefusedLink, { outcome: 'limited' }>

/** Why no link is recorded for these people, or undefined. */
export function findRefusal(
  { userId, acting, returned }: LinkRequest,
  people: ReadonlyMap<string, Person>,
): Refusal | undefined {
  const person = people.get(userId)
  if (acting) {
    const actor = people.get(acting.userId)
    if (!actor) return { outcome: 'user_unknown' }
    if (!person || !isWithin(acting.reach, actor, person)) return { outcome: 'target_unknown' }
  }
  if (!person) return { outcome: 'user_unknown' }
  if (returned) return undefined
  if (!person.email) return { outcome: 'address_missing' }
  if (!person.emailVerified) return { outcome: 'address_unverified' }
  return person.suppression === null
    ? undefined
    : { outcome: 'address_suppressed', reason: person.suppression }
}

function isWithin({ own, organizationIds }: Reach, actor: Person, { organizationId }: Person): boolean {
  return organizationIds.has(organizationId) || (own && actor.organizationId === organizationId)
}
