import { setTimeout as pause } from 'node:timers/promises'
import type { Logger } from '@passlink/runtime'
import { type Db, takeTurn } from '@passlink/store'
import type { Config } from './config.ts'
import { housework, keepHouse } from './housekeeping.ts'

const lookEveryMs = 10_000
const everyMs = 60_000

/** Keeps house once a minute, whichever worker's turn it is; `stop` resolves when the batch under way has ended. */
export function startHousekeeping(db: Db, config: Config, log: Logger): { stop: () => Promise<void> } {
  const stopping = new AbortController()
  const { signal } = stopping
  const rest = (ms: number) => pause(ms, undefined, { signal }).catch(() => {})
  let round: Promise<void> | undefined

  async function keepHouseInTurn() {
    if (!(await takeTurn(db, 'housekeeping', everyMs))) return
    const deleted = await keepHouse(db, housework(config), { signal, rest })
    if (deleted > 0) log.info({ deleted }, 'old rows deleted')
  }

  function look() {
    round ??= keepHouseInTurn()
      .catch(error => log.warn({ err: error }, 'house not kept'))
      .finally(() => {
        round = undefined
      })
  }

  look()
  const timer = setInterval(look, lookEveryMs)

  return {
    async stop() {
      clearInterval(timer)
      stopping.abort()
      await round
    },
  }
}
