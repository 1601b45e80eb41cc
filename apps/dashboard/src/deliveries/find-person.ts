import {
  type Db,
  type FoundDeliveries,
  findSuppressions,
  findUsers,
  type Search,
  type StoredUser,
  type Suppression,
} from '@passlink/store'

/** The person that a search is about, and why their address gets no mail, if it gets none. */
export type Person = { user: StoredUser; suppression: Suppression | undefined }

/** Finds the person that a search is about; undefined if it is about none, or about several. */
export async function findPerson(
  db: Db,
  search: Search,
  found: FoundDeliveries,
): Promise<Person | undefined> {
  const id = personIn(search, found)
  if (id === undefined) return undefined
  const [[user], [suppression]] = await Promise.all([findUsers(db, [id]), findSuppressions(db, [id])])
  return user && { user, suppression }
}

/** The id of the one person that a search names, or that the address in it is of. */
export function personIn(
  { user, address, bare }: Search,
  { takenFor, deliveries }: Pick<FoundDeliveries, 'takenFor'> & { deliveries: readonly { userId: string }[] },
): string | undefined {
  if (takenFor === null) return undefined
  const named = user ?? (takenFor === 'user' ? bare : undefined)
  if (named !== undefined) return named
  if (address === undefined && takenFor !== 'address') return undefined
  const [first, ...others] = new Set(deliveries.map(({ userId }) => userId))
  return others.length === 0 ? first : undefined
}
