import { setTimeout as pause } from 'node:timers/promises'
import { type Logger, Unavailable } from '@passlink/runtime'
import { DatabaseError, type Settled, type Settlement } from '@passlink/store'

type Settle = (settlement: Settlement) => Promise<Settled>

const retryMs = 1_000

/**
 * Records an outcome, however long the database is away. One that the database refuses is recorded without the relay's words: an
 * acceptance as such, anything else as the end of the delivery. Rejects where even that is refused.
 */
export async function settleUntilStored(
  settle: Settle,
  settlement: Settlement,
  log: Logger,
): Promise<Settled> {
  const { deliveryId, attempt } = settlement
  for (let recorded = settlement; ; ) {
    try {
      return await settle(recorded)
    } catch (error) {
      const mayPass = error instanceof Unavailable || (error instanceof DatabaseError && error.isTemporary)
      log.error({ err: error, deliveryId, attempt }, mayPass ? 'outcome not recorded yet' : 'outcome refused')
      if (mayPass) await pause(retryMs)
      else if (recorded === settlement) recorded = withoutWords(settlement)
      else throw error
    }
  }
}

function withoutWords({ deliveryId, attempt, outcome }: Settlement): Settlement {
  const unknown = { relay: null, smtpCode: null, enhancedCode: null, retryInMs: null }
  return { ...unknown, deliveryId, attempt, outcome, detail: 'its outcome could not be recorded' }
}
