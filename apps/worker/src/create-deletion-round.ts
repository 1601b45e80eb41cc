import { setTimeout as wait } from 'node:timers/promises'
import type { Logger } from '@passlink/runtime'
import { type Db, dropExpired } from '@passlink/store'
import { createPartitionKeeper } from './create-partition-keeper.ts'
import { agesOf, deleteExpired, expiries, type Retention } from './delete-expired.ts'

/**
 * Deletes expired rows once: of partitioned tables whole partitions, after those of the next months have been made.
 * Names the partitions that could not be dropped twice in a row. If some fail, all else is still deleted; then the
 * first error is thrown.
 */
export function createDeletionRound(
  db: Db,
  config: Retention,
  log: Logger,
): (signal: AbortSignal) => Promise<void> {
  const keepPartitions = createPartitionKeeper(db, log)
  let blockedBefore: readonly string[] = []
  return async signal => {
    await keepPartitions()
    const rest = (ms: number) => wait(ms, undefined, { signal }).catch(() => {})
    const dropped = await dropExpired(db, agesOf(config), { signal, rest })
    if (dropped.deleted > 0) log.info({ deleted: dropped.deleted }, 'old rows deleted with their partitions')
    const stillBlocked = dropped.blocked.filter(name => blockedBefore.includes(name))
    if (stillBlocked.length > 0)
      log.warn({ partitions: stillBlocked }, 'old partitions not dropped: other transactions use them')
    blockedBefore = dropped.blocked
    const deleted = await deleteExpired(db, expiries(config, dropped.rowsIn), { signal, rest })
    if (deleted > 0) log.info({ deleted }, 'old rows deleted')
    if (dropped.failures.length > 0) throw dropped.failures[0]
  }
}
