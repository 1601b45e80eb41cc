import { inBatches, type Logger } from '@passlink/runtime'
import {
  type Claim,
  type ClaimedDelivery,
  type ClaimRequest,
  claimDeliveries,
  type Db,
  type DeclinedClaim,
  type DeliveredBy,
  findEnds,
  findSendables,
  renewClaims,
  type Sendable,
  type Settled,
  type Settlement,
  settleDeliveries,
  sharedTransaction,
} from '@passlink/store'
import type { Config } from './config.ts'
import { startLeases } from './leases.ts'

// The relay waits for the content meanwhile.
const askMs = 2_000

/** The time for a webhook, null if there are none, and why none can be sent now, if that is known. */
export type WebhookTerms = { webhookDeadlineMs: number | null; webhookTrouble: () => string | null }

/** The verbs of the store that an attempt needs, for one delivery each; deliveries at the same time share a batch. */
export function openVerbs(
  db: Db,
  config: Config,
  { webhookDeadlineMs, webhookTrouble }: WebhookTerms,
  log: Logger,
) {
  const leaseMs = config.CLAIM_LEASE
  const keyIds = { current: config.LINK_KEYS.current, known: [...config.LINK_KEYS.keys.keys()] }
  const terms = { keyIds, linkLifetimeMs: config.LINK_LIFETIME, leaseMs, webhookDeadlineMs }
  return {
    leases: startLeases((claims: Claim[]) => renewClaims(db, claims, leaseMs), {
      leaseMs,
      onError: error => log.warn({ err: error }, 'claims not renewed'),
    }),
    createClaim: (by: DeliveredBy) =>
      inBatches<ClaimRequest, ClaimedDelivery | DeclinedClaim>(
        requests => claimDeliveries(db, requests, { ...terms, webhookTrouble: webhookTrouble(), by }),
        sharedTransaction,
      ),
    askSendable: inBatches<Claim, Sendable>(claims => findSendables(db, claims), {
      waitMsMax: askMs,
      ...sharedTransaction,
    }),
    findEnd: inBatches<string, DeclinedClaim | null>(ids => findEnds(db, ids), sharedTransaction),
    settle: inBatches<Settlement, Settled>(
      settlements => settleDeliveries(db, settlements, { webhookDeadlineMs }),
      sharedTransaction,
    ),
  }
}
