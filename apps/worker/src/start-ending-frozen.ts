import { every, type Logger, type Repeated } from '@passlink/runtime'
import { type Db, endFrozenSessions } from '@passlink/store'

const everyMs = 1_000

/** Ends sessions whose process froze while it had locked rows, so that another worker can deliver what is in them. */
export function startEndingFrozen(db: Db, log: Logger): Repeated {
  async function endFrozen() {
    const sessions = await endFrozenSessions(db)
    if (sessions > 0)
      log.warn({ sessions }, 'ended sessions of a process that froze while it had locked rows')
  }

  return every(everyMs, endFrozen, {
    onError: error => log.warn({ err: error }, 'sessions of frozen processes not looked for'),
  })
}
