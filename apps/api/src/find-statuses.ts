import { type Db, findLinkStatuses, type LinkStatus, type Replica } from '@passlink/store'

/**
 * Finds the states of links on the replica, if there is one. What it does not know is looked for in the database itself: a
 * caller may ask for a link milliseconds after it was recorded.
 */
export function createFindStatuses(
  db: Db,
  replica: Replica | undefined,
): (linkIds: string[]) => Promise<LinkStatus[]> {
  if (!replica) return ids => findLinkStatuses(db, ids)
  return async ids => {
    const statuses = await findLinkStatuses(replica.db, ids)
    const missing = ids.filter((_, index) => statuses[index]?.state === 'unknown')
    if (missing.length === 0) return statuses
    const found = await findLinkStatuses(db, missing)
    const later = new Map(missing.map((id, index) => [id, found[index] as LinkStatus]))
    return ids.map((id, index) => later.get(id) ?? (statuses[index] as LinkStatus))
  }
}
