import type postgres from 'postgres'
import type { DatabaseAddress } from '../database/database-address.ts'
import { DatabaseError } from '../database/errors.ts'
import { type Database, type Db, openDatabase } from '../database/open-database.ts'
import { unlessReplaced } from '../database/watch-sessions.ts'
import { follow, type ReplicaState } from './follow.ts'

/**
 * A replica, and the primary in its place. `db` is for reading only what decides nothing. `asOf` is as of when it
 * answers (RFC 3339), if that is some seconds ago.
 */
export type Replica = {
  db: Db
  state: () => ReplicaState
  asOf: () => string | null
  /** How many transactions and statements each has answered. */
  answered: () => { replica: number; primary: number }
  close: () => Promise<void>
}

type Options = { connectionsMax?: number; prepare?: boolean | undefined; lagMaxMs?: number }

// Longer than what an operator's question may take.
const statementMs = 6_000
// How far a replica is behind is known to a second or two.
const toldLagMs = 3_000

const tooSlow = '57014'
const readOnly = '25006'

/**
 * Opens a replica of `primary`. What it is asked is asked of the primary where the replica is of no use (see `follow`) or
 * becomes so, loses the connection, or fails, as a statement does that is in conflict with recovery (SQLSTATE 40001): so it
 * fails only as the primary does. A statement that took too long is not repeated, and one that writes is refused.
 */
export function openReplica(
  address: DatabaseAddress,
  { db: primary, beside }: Pick<Database, 'db' | 'beside'>,
  { connectionsMax = 10, prepare, lagMaxMs = 10_000 }: Options = {},
): Replica {
  const pool = openDatabase(address, { connectionsMax, prepare, statementMs })
  const answered = { replica: 0, primary: 0 }
  const waiting = new Set<(error: Error) => void>()
  const following = follow(
    // Beside the pools, so that no work delays a look.
    { primary: beside, replica: pool.beside },
    {
      lagMaxMs,
      onLost() {
        for (const giveUp of waiting) giveUp(DatabaseError.timeout())
      },
    },
  )

  /** Rejects when the replica becomes of no use meanwhile. */
  async function whileUsed<Answer>(answer: PromiseLike<Answer>): Promise<Answer> {
    let giveUp: (error: Error) => void = () => {}
    const lost = new Promise<never>((_, reject) => {
      giveUp = reject
    })
    waiting.add(giveUp)
    try {
      return await Promise.race([answer, lost])
    } finally {
      waiting.delete(giveUp)
    }
  }

  async function ask<Answer>(of: (client: Db['$client']) => PromiseLike<Answer>): Promise<Answer> {
    if (following.state().problem === null) {
      try {
        const answer = await whileUsed(unlessReplaced(() => of(pool.db.$client)))
        answered.replica += 1
        return answer
      } catch (error) {
        if (!mayBeRepeated(error)) throw error
      }
    }
    answered.primary += 1
    return of(primary.$client)
  }

  const $client = {
    begin: (work: (tx: postgres.TransactionSql) => Promise<unknown>) => ask(client => client.begin(work)),
    unsafe: (...statement: Parameters<postgres.Sql['unsafe']>) => ask(client => client.unsafe(...statement)),
  }
  return {
    db: { $client } as unknown as Db,
    state: following.state,
    asOf() {
      const { lagMs, problem } = following.state()
      return problem === null && lagMs !== null && lagMs >= toldLagMs
        ? new Date(Date.now() - lagMs).toISOString()
        : null
    },
    answered: () => ({ ...answered }),
    async close() {
      following.stop()
      await pool.close()
    },
  }
}

// What an error of ours throws has no code, and would be thrown again.
function mayBeRepeated(error: unknown): boolean {
  const { code } = DatabaseError.from(error)
  return code !== undefined && code !== tooSlow && code !== readOnly
}
