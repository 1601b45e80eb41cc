import {
  countDeadLetters,
  type Db,
  type DeadLetterCount,
  type DeadLetterFilter,
  readInTime,
} from '@passlink/store'

/** Counts dead letters up to 10,000. Rejects with QueryTooSlow after five seconds. */
export const countSome = (db: Db, filter: DeadLetterFilter): Promise<DeadLetterCount> =>
  readInTime(db, tx => countDeadLetters(tx, filter))
