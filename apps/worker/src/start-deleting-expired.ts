import { setTimeout as wait } from 'node:timers/promises'
import { every, type Logger, type Repeated } from '@passlink/runtime'
import { type Db, takeTurn } from '@passlink/store'
import type { Config } from './config.ts'
import { deleteExpired, expiries } from './delete-expired.ts'

const checkEveryMs = 10_000
const everyMs = 60_000

/** Deletes expired rows once a minute, in one worker at a time. `stop` resolves when the batch under way has ended. */
export function startDeletingExpired(db: Db, config: Config, log: Logger): Repeated {
  return every(
    checkEveryMs,
    async signal => {
      // The name of the chore in the table `turns`; workers of other versions use the same name.
      if (!(await takeTurn(db, 'housekeeping', everyMs))) return
      const rest = (ms: number) => wait(ms, undefined, { signal }).catch(() => {})
      const deleted = await deleteExpired(db, expiries(config), { signal, rest })
      if (deleted > 0) log.info({ deleted }, 'old rows deleted')
    },
    { firstInMs: 0, onError: error => log.warn({ err: error }, 'old rows not deleted') },
  )
}
