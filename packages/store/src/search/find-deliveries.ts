import type { Db } from '../database/open-database.ts'
import { readInTime } from '../database/read-in-time.ts'
import { together } from '../database/together.ts'
import { conditionOf } from './conditions.ts'
import { findMeaning, type Meaning } from './meaning.ts'
import { mergeRows, type Page, readCursor } from './merge-rows.ts'
import { readSource } from './read-source.ts'
import type { Search } from './search.ts'
import { type Order, sourcesOf } from './sources.ts'

/**
 * A page of deliveries. `isPartial`: the search gave up before the page was full, because it had looked at many rows;
 * `next` goes on there. `takenFor` is what the part of the search without a word is: null if nothing has that id or
 * address. `since` is the earliest time searched (RFC 3339), if that was limited although the search does not say so.
 */
export type FoundDeliveries = Page & { takenFor?: Meaning | null; since: string | null; order: Order }

type Options = {
  /** The `next` of the page before, of the same search. Another text is ignored. */
  after?: string | undefined
  limit: number
  /** How many rows are looked at. */
  rowsMax?: number
}

/**
 * Finds deliveries of any state, up to `limit`, the latest first: those of a person or an organization by the time of
 * their links, dead letters by their time of death, others by the time at which they were recorded. Every search follows
 * an index and looks at `rowsMax` rows at most. A search for nothing that an index leads to goes back a week. Rejects with
 * QueryTooSlow after five seconds.
 */
export function findDeliveries(
  db: Db,
  search: Search,
  { after, limit, rowsMax = 20_000 }: Options,
): Promise<FoundDeliveries> {
  return readInTime(db, async tx => {
    const { takenFor, ...meant } = await findMeaning(tx, search)
    const now = Date.now()
    const lookAt = async (rowsMax: number) => {
      const { sources, order, range, since } = sourcesOf(meant, { after: readCursor(after), rowsMax, now })
      const condition = conditionOf(meant, range)
      const found = await together(
        sources.map(source => readSource(tx, source, condition, { limit, rowsMax })),
      )
      const searchedSince = since === null ? null : new Date(since).toISOString()
      return { ...mergeRows(found, limit), order, since: searchedSince }
    }
    // The database may read all rows that are to be looked at and sort them, also if the first ones fill the page.
    const first = await lookAt(Math.min(rowsMax, 10 * limit))
    const page = first.isPartial ? await lookAt(rowsMax) : first
    return takenFor === undefined ? page : { ...page, takenFor }
  })
}
