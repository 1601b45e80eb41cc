import type postgres from 'postgres'
import { transact } from '../database/transaction.ts'
import type { Client } from './read-partitions.ts'

/** A lock is not available, or was given up because of a deadlock: the same may succeed later. */
export const isBlocked = (error: unknown) =>
  ['55P03', '40P01'].includes((error as { code?: string }).code ?? '')

type LockMode = 'share row exclusive' | 'share update exclusive' | 'share' | 'access exclusive'

/**
 * Tables to lock, with a mode; `only …` does not lock the partitions of a table. In the order in which claims and
 * settlements use them (deliveries, attempts, links, users): another would wait for those under way while they wait for
 * it, each time anew.
 */
export type TableLock = readonly [table: string, mode: LockMode]

const autovacuumYieldMs = 5_000
export const queryCanceled = '57014'
export const noSuchTable = '42P01'
const lockNotAvailable = '55P03'

/**
 * Runs `work` in a transaction that holds these locks. All locks together are waited for no longer than
 * `lockTimeoutMs`, and no statement of `work` may take longer, because calls wait behind them. If that is exceeded or a
 * table does not exist any more, rejects with the code of a lock that is not available: the same may succeed later.
 */
export async function withLocks<Answer>(
  client: Pick<postgres.Sql, 'begin'>,
  locks: readonly TableLock[],
  lockTimeoutMs: number,
  work: (tx: Client) => Promise<Answer>,
): Promise<Answer> {
  async function run(tx: Client) {
    await makeAutovacuumYield(tx, locks)
    const each = locks.map(([table, mode]) => `lock table ${table} in ${mode} mode`)
    await tx.unsafe(`set local statement_timeout = ${lockTimeoutMs}; ${asOne(each)}`)
    return work(tx)
  }
  try {
    // Postgres limits each statement; where apps are stopped one may take as long as it needs.
    return await transact({ $client: client }, tx => run(tx.$client), { withinMs: Number.POSITIVE_INFINITY })
  } catch (error) {
    const { code, message } = error as { code?: string; message: string }
    if (code !== queryCanceled && code !== noSuchTable) throw error
    throw Object.assign(new Error(message, { cause: error }), { code: lockNotAvailable })
  }
}

/** The statements as one, so that the time limit is that of all, and calls wait for no round trip between them. */
export const asOne = (statements: readonly string[]) => `do $do$ begin ${statements.join(';\n')}; end $do$`

// As migrations do (apply-migration.ts): no call conflicts with this lock, and autovacuum yields after a second.
async function makeAutovacuumYield(tx: Client, locks: readonly TableLock[]): Promise<void> {
  const exclusive = locks.filter(([, mode]) => mode === 'access exclusive')
  await tx.unsafe(
    [
      `set local statement_timeout = ${autovacuumYieldMs}`,
      `set local lock_timeout = ${autovacuumYieldMs}`,
      ...exclusive.map(([table]) => `lock table ${table} in share update exclusive mode`),
    ].join('; '),
  )
}
