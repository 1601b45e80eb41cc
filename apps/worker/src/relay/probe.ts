import type { Logger } from '@passlink/runtime'
import type { HealthReport } from '@passlink/store'
import type { HealthRecords } from '../health/open-health-records.ts'
import { probeReport } from './health-report.ts'
import type { Relay } from './open-relay.ts'

/**
 * Probes a relay whose pause is over, unless it is being probed already: connects and logs in, without a mail. Nothing is
 * done while all connections to the relay are in use. Does not reject.
 */
export function createProbe(
  { takeProbe, returnProbe }: Pick<HealthRecords, 'takeProbe' | 'returnProbe'>,
  report: (relay: Relay, report: HealthReport) => void,
  { signal, log }: { signal: AbortSignal; log: Logger },
): (relay: Relay) => Promise<void> {
  const probed = new Set<Relay>()

  async function probe(relay: Relay): Promise<void> {
    const connection = await relay.connections.acquire(0)
    if (!connection) return
    try {
      if (!(await takeProbe(relay.name))) return
      const failure = await connection.probe()
      if (signal.aborted) await returnProbe(relay.name)
      else report(relay, probeReport(failure))
    } finally {
      relay.connections.release(connection)
    }
  }

  return async relay => {
    if (probed.has(relay)) return
    probed.add(relay)
    try {
      await probe(relay)
    } catch (error) {
      log.warn({ err: error, relay: relay.name }, 'relay not probed')
    } finally {
      probed.delete(relay)
    }
  }
}
