import { inBatches, type Logger } from '@passlink/runtime'
import {
  type Db,
  findRelays,
  type RelayReport,
  type RelayState,
  reportRelays,
  reserveSends,
  returnProbe,
  type SlotRequest,
  sharedTransaction,
  takeProbe,
} from '@passlink/store'
import type { Config } from '../config.ts'
import { createPace } from './create-pace.ts'
import { openRelay, type Relay } from './open-relay.ts'
import type { RelayGate } from './permit.ts'
import { startGate } from './start-gate.ts'

/** Opens the relays of the settings, behind a gate whose state all workers share. */
export function openRelays(config: Config, db: Db, log: Logger): { gate: RelayGate; close: () => void } {
  const relays = config.SMTP_URL.map(url => openRelay(url, config.RELAY_CONNECTIONS)) as [Relay, ...Relay[]]
  const names = relays.map(({ name }) => name)
  const records = {
    find: () => findRelays(db, names),
    report: inBatches<RelayReport, RelayState>(reports => reportRelays(db, reports), sharedTransaction),
    takeProbe: (name: string) => takeProbe(db, name, config.CLAIM_LEASE),
    returnProbe: (name: string) => returnProbe(db, name),
  }
  const reserve = inBatches<SlotRequest, number>(requests => reserveSends(db, requests), sharedTransaction)
  const gate = startGate(relays, records, createPace(intervals(relays, config.RELAY_RATE), reserve), log)
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
