import type postgres from 'postgres'
import { DatabaseError } from './errors.ts'
import { answerMs, inTime } from './in-time.ts'
import type { Db } from './open-database.ts'

/** A transaction in progress; statements that are given it see each other's changes and are committed together. */
export type Transaction = { readonly $client: postgres.TransactionSql }

/**
 * Commits what `work` does, or nothing of it where it rejects or takes longer than `withinMs`. Rejects with DatabaseError, or with
 * what `work` itself threw. Only when the database falls silent just as it is asked to commit does nobody know which it was.
 * `work` must wait for nothing but statements of the transaction.
 */
export async function transact<Answer>(
  db: Db,
  work: (tx: Transaction) => Promise<Answer>,
  { withinMs = answerMs }: { withinMs?: number } = {},
): Promise<Answer> {
  const until = performance.now() + withinMs
  let failure: unknown
  let isOver = false
  const answer = db.$client.begin(async client => {
    try {
      const done = await work({ $client: client })
      // Nobody waits for this answer any more.
      if (performance.now() > until) throw DatabaseError.silence()
      return done
    } catch (error) {
      failure = error
      // The driver would send a rollback, and one to a connection that is closed ends the process (postgres.js 3.4.9).
      if (isOver || isConnectionLost(error)) return never
      throw error
    }
  }) as Promise<Answer>
  answer
    .finally(() => {
      isOver = true
    })
    .catch(() => {})
  try {
    return await inTime(answer, withinMs)
  } catch (error) {
    throw failure ?? error
  }
}

const never = new Promise<never>(() => {})

// Its own words for a connection that it ends, those of the driver, and those of the system.
const isConnectionLost = (error: unknown) =>
  error instanceof DatabaseError && /^(57P|25P03|08|CONNECTION_|ECONN|EPIPE)/.test(error.code ?? '')
