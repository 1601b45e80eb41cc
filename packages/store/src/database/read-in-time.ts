import { sql } from 'drizzle-orm'
import { DatabaseError } from './errors.ts'
import type { Db } from './open-database.ts'
import { statement } from './statement.ts'
import { together } from './together.ts'
import { type Transaction, transact } from './transaction.ts'
import { given } from './values.ts'

const canceled = '57014'

/** A statement took longer than its time limit, and Postgres ended it. A narrower question may be answered in time. */
export class QueryTooSlow extends DatabaseError {
  override name = 'QueryTooSlow'
}

// A plan for all values would be wrong for some: one organization may have half of all links, another has one. And for a
// few rows, compiling a statement takes longer than running it.
const limit = statement(sql`
  select set_config('statement_timeout', ${given('ms')}::text, true), set_config('transaction_read_only', 'on', true),
    set_config('plan_cache_mode', 'force_custom_plan', true), set_config('jit', 'off', true)`)

/**
 * Runs the statements of an operator, who waits for them, in a transaction that only reads. Rejects with QueryTooSlow if
 * one of them takes longer than `withinMs`, so that no question of an operator keeps the database busy for long, and
 * otherwise as {@link transact} does.
 */
export async function readInTime<Answer>(
  db: Db,
  work: (tx: Transaction) => Promise<Answer>,
  { withinMs = 5_000 }: { withinMs?: number } = {},
): Promise<Answer> {
  try {
    return await transact(db, async tx => {
      const [, answer] = await together([limit(tx, { ms: String(withinMs) }), work(tx)])
      return answer
    })
  } catch (error) {
    if (!(error instanceof DatabaseError) || error.code !== canceled) throw error
    throw new QueryTooSlow(`a question took longer than ${withinMs / 1_000} seconds`, canceled)
  }
}
