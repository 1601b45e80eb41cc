import { setTimeout as pause } from 'node:timers/promises'
import { type Logger, Unavailable } from '@passlink/runtime'
import { DatabaseError, type Settled, type Settlement } from '@passlink/store'

type Settle = (settlement: Settlement) => Promise<Settled>

const retryMs = 1_000

/**
 * Records an outcome; retries while the database is away. If the database refuses the outcome, it is recorded without
 * the relay's reply and without a retry: the delivery is then sent or dead. Rejects if that is refused too.
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
      const isTemporary =
        error instanceof Unavailable || (error instanceof DatabaseError && error.isTemporary)
      log.error(
        { err: error, deliveryId, attempt },
        isTemporary ? 'outcome not recorded yet' : 'outcome refused',
      )
      if (isTemporary) await pause(retryMs)
      else if (recorded === settlement) recorded = withoutReply(settlement)
      else throw error
    }
  }
}

function withoutReply({ deliveryId, attempt, outcome, command }: Settlement): Settlement {
  const unknown = { relay: null, smtpCode: null, enhancedCode: null, retryInMs: null }
  return { ...unknown, deliveryId, attempt, outcome, command, detail: 'its outcome could not be recorded' }
}
