import { every, type Logger } from '@passlink/runtime'
import { type Db, type RelayRate, restoreRates, saveRates } from '@passlink/store'

/**
 * Records to which rates this worker is set, so that operators see them: once, and again where they were lost, for which it
 * looks every `everyMs`. Ends when `signal` is aborted.
 */
export function startSavingRates(
  db: Db,
  rates: readonly RelayRate[],
  { signal, log, everyMs = 10_000 }: { signal: AbortSignal; log: Logger; everyMs?: number },
): void {
  let isSaved = false
  const saving = every(
    everyMs,
    async () => {
      await (isSaved ? restoreRates : saveRates)(db, rates)
      isSaved = true
    },
    { firstInMs: 0, onError: error => log.warn({ err: error }, 'rates of relays not recorded') },
  )
  signal.addEventListener('abort', () => void saving.stop(), { once: true })
}
