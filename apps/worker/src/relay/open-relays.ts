import { inBatches, type Logger } from '@passlink/runtime'
import { type Db, type RelayRate, reserveSends, type SlotRequest, sharedTransaction } from '@passlink/store'
import type { Config } from '../config.ts'
import type { Stopping } from '../create-stopping.ts'
import { openHealthRecords } from '../health/open-health-records.ts'
import type { Pauses } from '../pauses/watch-pauses.ts'
import { createPace } from './create-pace.ts'
import { openRelay, type Relay } from './open-relay.ts'
import type { RelayGate } from './permit.ts'
import { type Rate, ratesOf, textOfRate } from './rate.ts'
import { startGate } from './start-gate.ts'
import { startSavingRates } from './start-saving-rates.ts'

/** Opens the relays of the settings, behind a gate whose state all workers share. */
export function openRelays(
  config: Config,
  db: Db,
  pauses: Pauses,
  stopping: Stopping,
  log: Logger,
): { gate: RelayGate; close: () => void } {
  const relays = config.SMTP_URL.map(url =>
    openRelay(url, config.RELAY_CONNECTIONS, config.SMTP_TIMEOUTS, stopping),
  ) as [Relay, ...Relay[]]
  const names = relays.map(({ name }) => name)
  const records = openHealthRecords(db, names, config.CLAIM_LEASE)
  const reserve = inBatches<SlotRequest, number>(requests => reserveSends(db, requests), sharedTransaction)
  const rates = ratesOf(relays, config.RELAY_RATE)
  const pace = createPace(intervals(rates), reserve)
  const gate = startGate(relays, records, pace, pauses, { signal: stopping.begun, log })
  startSavingRates(db, textsOf(relays, rates), { signal: stopping.begun, log })
  return {
    gate,
    close() {
      for (const relay of relays) relay.close()
    },
  }
}

const intervals = (rates: ReadonlyMap<Relay, Rate>) =>
  new Map([...rates].map(([relay, { max, windowMs }]) => [relay, windowMs / max]))

function textsOf(relays: readonly Relay[], rates: ReadonlyMap<Relay, Rate>): RelayRate[] {
  return relays.map(relay => {
    const rate = rates.get(relay)
    return { relay: relay.name, rate: rate ? textOfRate(rate) : null }
  })
}
