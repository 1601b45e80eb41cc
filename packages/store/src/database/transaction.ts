import type postgres from 'postgres'
import { DatabaseError } from './errors.ts'
import { answerMs, inTime } from './in-time.ts'
import { unlessReplaced } from './watch-sessions.ts'

/** A transaction in progress. Its statements see each other's changes and are committed together. */
export type Transaction = { readonly $client: postgres.TransactionSql }

/**
 * Commits the changes of `work`, or none of them if it rejects or takes longer than `withinMs`; Infinity: however long
 * it takes. Rejects with DatabaseError, or with the error that `work` threw. If the commit itself times out, it is
 * unknown whether the changes were committed. `work` must wait only for statements of the transaction.
 */
export async function transact<Answer>(
  db: { readonly $client: Pick<postgres.Sql, 'begin'> },
  work: (tx: Transaction) => Promise<Answer>,
  { withinMs = answerMs }: { withinMs?: number } = {},
): Promise<Answer> {
  const until = performance.now() + withinMs
  let failure: unknown
  let isOver = false
  const begin = () =>
    db.$client.begin(async client => {
      try {
        const done = await work({ $client: client })
        // The caller has got a timeout already.
        if (performance.now() > until) throw DatabaseError.timeout()
        return done
      } catch (error) {
        failure = error
        // The driver would send a rollback, and a rollback on a closed connection ends the process (postgres.js 3.4.9).
        if (isOver || isConnectionLost(error)) return never
        throw error
      }
    }) as Promise<Answer>
  const answer = unlessReplaced(begin)
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

// The codes of Postgres for a connection that it ends, and those of the driver and the operating system.
const isConnectionLost = (error: unknown) =>
  /^(57P|25P03|08|CONNECTION_|ECONN|EPIPE)/.test(DatabaseError.from(error).code ?? '')
