import type { Logger } from '@passlink/runtime'
import type { Db } from '@passlink/store'
import { openHealthRecords } from '../health/open-health-records.ts'
import { answerMs } from './create-exchange.ts'
import type { EndpointGate } from './endpoint-permit.ts'
import { startEndpointGate } from './start-endpoint-gate.ts'

/** Opens the gate of the endpoint at `url`, whose state all workers share. Without a URL the gate is always open. */
export function openEndpoint(url: string | undefined, db: Db, log: Logger): EndpointGate {
  if (!url) return alwaysOpen
  const name = `webhook:${new URL(url).host}`
  return startEndpointGate(name, openHealthRecords(db, [name], answerMs + 5_000), log)
}

const alwaysOpen: EndpointGate = {
  acquire: async () => ({ report: async () => false, release() {} }),
  away: () => new Map(),
  trouble: () => null,
  close() {},
}
