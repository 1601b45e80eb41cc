import type { Logger } from '@passlink/runtime'
import type { Db } from '@passlink/store'
import type { Config } from '../config.ts'
import { openHealthRecords } from '../health/open-health-records.ts'
import type { Pauses } from '../pauses/watch-pauses.ts'
import { answerMs, type WebhookEndpoint } from './create-exchange.ts'
import type { EndpointGate } from './endpoint-permit.ts'
import { startEndpointGate } from './start-endpoint-gate.ts'

/** Opens the gate of the endpoint at `url`, whose state all workers share. Without a URL the gate is always open. */
export function openEndpoint(url: string | undefined, db: Db, pauses: Pauses, log: Logger): EndpointGate {
  if (!url) return alwaysOpen
  const name = `webhook:${new URL(url).host}`
  return startEndpointGate(name, openHealthRecords(db, [name], answerMs + 5_000), pauses, log)
}

const alwaysOpen: EndpointGate = {
  acquire: async () => ({ report: async () => false, release() {} }),
  away: () => new Map(),
  trouble: () => null,
  close() {},
}

/** Where webhooks are sent, and what signs them; null if there are none. */
export function webhookEndpoint({ WEBHOOK_URL, WEBHOOK_SECRET }: Config): WebhookEndpoint | null {
  return WEBHOOK_URL && WEBHOOK_SECRET ? { url: WEBHOOK_URL, secrets: WEBHOOK_SECRET } : null
}
