import { inBatches, type Logger } from '@passlink/runtime'
import {
  type Claim,
  type ClaimedDelivery,
  type ClaimRequest,
  claimDeliveries,
  type Db,
  type DeclinedClaim,
  type DeliveredBy,
  type EndTerms,
  findEnds,
  findPaused,
  findSendables,
  renewClaims,
  type Sendable,
  type Settled,
  type Settlement,
  settleDeliveries,
  sharedTransaction,
  type WebhookTerms,
} from '@passlink/store'
import type { Config } from './config.ts'
import { startLeases } from './leases.ts'
import type { WorkerMetrics } from './metrics/create-worker-metrics.ts'

// The relay waits for the content meanwhile.
const askMs = 2_000

/** The terms of webhooks, null if there are none, and what is known of why mails or webhooks cannot be sent now. */
export type DeliveryTerms = { webhooks: WebhookTerms | null; troubles: () => EndTerms }

/** The verbs of the store that an attempt needs, for one delivery each; deliveries at the same time share a batch. */
export function openVerbs(
  db: Db,
  config: Config,
  { webhooks, troubles }: DeliveryTerms,
  { batches, reportEnded }: Pick<WorkerMetrics, 'batches' | 'reportEnded'>,
  log: Logger,
) {
  const leaseMs = config.CLAIM_LEASE
  const keyIds = { current: config.LINK_KEYS.current, known: [...config.LINK_KEYS.keys.keys()] }
  const terms = {
    keyIds,
    linkLifetimeMs: config.LINK_LIFETIME,
    leaseMs,
    webhooks,
    onEnded: reportEnded.byClaim,
  }
  const observed = (batch: string) => ({ ...sharedTransaction, observe: batches(batch) })
  return {
    leases: startLeases((claims: Claim[]) => renewClaims(db, claims, leaseMs), {
      leaseMs,
      onError: error => log.warn({ err: error }, 'claims not renewed'),
    }),
    createClaim: (by: DeliveredBy) =>
      inBatches<ClaimRequest, ClaimedDelivery | DeclinedClaim>(
        requests => claimDeliveries(db, requests, { ...terms, ...troubles(), by }),
        observed(`claim_${by}`),
      ),
    askSendable: inBatches<Claim, Sendable>(claims => findSendables(db, claims), {
      waitMsMax: askMs,
      ...observed('ask_sendable'),
    }),
    findEnd: inBatches<string, DeclinedClaim | null>(ids => findEnds(db, ids), observed('find_end')),
    findPaused: inBatches<ClaimRequest, DeclinedClaim | null>(
      requests => findPaused(db, requests),
      observed('find_paused'),
    ),
    settle: inBatches<Settlement, Settled>(
      settlements => settleDeliveries(db, settlements, { webhooks }),
      observed('settle'),
    ),
  }
}
