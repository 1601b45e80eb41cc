import type postgres from 'postgres'
import { DatabaseError } from './errors.ts'
import { answerMs, inTime } from './in-time.ts'
import type { Db } from './open-database.ts'

/** A transaction in progress; statements that are given it see each other's changes and are committed together. */
export type Transaction = { readonly $client: postgres.TransactionSql }

/**
 * Commits what `work` does, or nothing of it where it rejects or takes longer than `withinMs`. Rejects with DatabaseError, or with
 * what `work` itself threw. Whether it was committed is unknown only where the database falls silent during the commit.
 */
export async function transact<Answer>(
  db: Db,
  work: (tx: Transaction) => Promise<Answer>,
  { withinMs = answerMs }: { withinMs?: number } = {},
): Promise<Answer> {
  const until = performance.now() + withinMs
  let failure: unknown
  const answer = db.$client.begin(async client => {
    try {
      const done = await work({ $client: client })
      // The caller's time limit has passed: it has been rejected already.
      if (performance.now() > until) throw DatabaseError.silence()
      return done
    } catch (error) {
      failure = error
      throw error
    }
  }) as Promise<Answer>
  try {
    return await inTime(answer, withinMs)
  } catch (error) {
    throw failure ?? error
  }
}
