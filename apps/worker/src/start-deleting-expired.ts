import { setTimeout as wait } from 'node:timers/promises'
import { every, type Logger, type Repeated } from '@passlink/runtime'
import { type Db, dropExpired, takeTurn } from '@passlink/store'
import type { Config } from './config.ts'
import { createPartitionKeeper } from './create-partition-keeper.ts'
import { agesOf, deleteExpired, expiries } from './delete-expired.ts'

const checkEveryMs = 10_000
const everyMs = 60_000

/**
 * Deletes expired rows once a minute, in one worker at a time: of partitioned tables whole partitions, after those of the next
 * months have been made. `stop` resolves when the batch under way has ended.
 */
export function startDeletingExpired(db: Db, config: Config, log: Logger): Repeated {
  const keepPartitions = createPartitionKeeper(db, log)
  return every(
    checkEveryMs,
    async signal => {
      // The name of the chore in the table `turns`; workers of other versions use the same name.
      if (!(await takeTurn(db, 'housekeeping', everyMs))) return
      await keepPartitions()
      const rest = (ms: number) => wait(ms, undefined, { signal }).catch(() => {})
      const dropped = await dropExpired(db, agesOf(config), { signal, rest })
      if (dropped.deleted > 0)
        log.info({ deleted: dropped.deleted }, 'old rows deleted with their partitions')
      const deleted = await deleteExpired(db, expiries(config, dropped.rowsIn), { signal, rest })
      if (deleted > 0) log.info({ deleted }, 'old rows deleted')
    },
    { firstInMs: 0, onError: error => log.warn({ err: error }, 'old rows not deleted') },
  )
}
