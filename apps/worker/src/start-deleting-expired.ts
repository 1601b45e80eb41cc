import { every, type Logger, type Repeated } from '@passlink/runtime'
import { createKeepTurn, type Db } from '@passlink/store'
import type { Config } from './config.ts'
import { createDeletionRound } from './create-deletion-round.ts'
import { holdTurn } from './hold-turn.ts'

const checkEveryMs = 10_000
const everyMs = 60_000
const extendEveryMs = 20_000

/**
 * Deletes expired rows once a minute, in one worker at a time, however long that takes. `stop` resolves when the batch
 * under way has ended.
 */
export function startDeletingExpired(db: Db, config: Config, log: Logger): Repeated {
  const deleteOnce = createDeletionRound(db, config, log)
  return every(
    checkEveryMs,
    async stopping => {
      // The name of the chore in the table `turns`; workers of other versions use the same name. The turn is acquired
      // anew for each round, so that it is nobody's until a minute after it was extended last.
      const keepTurn = createKeepTurn(db, 'housekeeping', everyMs)
      if (await keepTurn()) await holdTurn(keepTurn, { everyMs: extendEveryMs, stopping }, deleteOnce)
    },
    { firstInMs: 0, onError: error => log.warn({ err: error }, 'old rows not deleted') },
  )
}
