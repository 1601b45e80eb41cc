import type { LinkRequest, Reach, RefusedLink } from './link-request.ts'

export type Person = { organizationId: string; email: string | null; emailVerified: boolean }

type Refusal = Exclude<RefusedLink['outcome'], 'limited'>

/** Why no link is recorded for these people, or undefined. */
export function findRefusal(
  { userId, acting, returned }: LinkRequest,
  people: ReadonlyMap<string, Person>,
): Refusal | undefined {
  const person = people.get(userId)
  if (acting) {
    const actor = people.get(acting.userId)
    if (!actor) return 'user_unknown'
    if (!person || !isWithin(acting.reach, actor, person)) return 'target_unknown'
  }
  if (!person) return 'user_unknown'
  if (returned) return undefined
  if (!person.email) return 'address_missing'
  return person.emailVerified ? undefined : 'address_unverified'
}

function isWithin({ own, organizationIds }: Reach, actor: Person, { organizationId }: Person): boolean {
  return organizationIds.has(organizationId) || (own && actor.organizationId === organizationId)
}
