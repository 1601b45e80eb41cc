import {
  countDeadLetters,
  type Db,
  type DeadLetterCount,
  type DeadLetterFilter,
  readInTime,
} from '@passlink/store'

// To count all of a mass failure would take too long.
const countMax = 10_000

/** Counts dead letters up to a bound. Rejects with QueryTooSlow after five seconds. */
export const countSome = (db: Db, filter: DeadLetterFilter): Promise<DeadLetterCount> =>
  readInTime(db, tx => countDeadLetters(tx, filter, { countMax }))
