import { inBatches, type Logger } from '@passlink/runtime'
import { type Db, reserveSends, type SlotRequest, sharedTransaction } from '@passlink/store'
import type { Config } from '../config.ts'
import type { Stopping } from '../create-stopping.ts'
import { openHealthRecords } from '../health/open-health-records.ts'
import { createPace } from './create-pace.ts'
import { openRelay, type Relay } from './open-relay.ts'
import type { RelayGate } from './permit.ts'
import { startGate } from './start-gate.ts'

/** Opens the relays of the settings, behind a gate whose state all workers share. */
export function openRelays(
  config: Config,
  db: Db,
  stopping: Stopping,
  log: Logger,
): { gate: RelayGate; close: () => void } {
  const relays = config.SMTP_URL.map(url =>
    openRelay(url, config.RELAY_CONNECTIONS, config.SMTP_TIMEOUTS, stopping),
  ) as [Relay, ...Relay[]]
  const names = relays.map(({ name }) => name)
  const records = openHealthRecords(db, names, config.CLAIM_LEASE)
  const reserve = inBatches<SlotRequest, number>(requests => reserveSends(db, requests), sharedTransaction)
  const pace = createPace(intervals(relays, config.RELAY_RATE), reserve)
  const gate = startGate(relays, records, pace, stopping.begun, log)
  return {
    gate,
    close() {
      for (const relay of relays) relay.close()
    },
  }
}

function intervals(relays: readonly Relay[], rates: Config['RELAY_RATE']): Map<Relay, number> {
  if (!rates) return new Map()
  return new Map(
    relays.map((relay, index) => {
      const { max, windowMs } = (rates[index] ?? rates[0]) as (typeof rates)[number]
      return [relay, windowMs / max]
    }),
  )
}
