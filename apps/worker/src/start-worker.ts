import { type Consumer, openQueues, type QueueSettings } from '@passlink/queue'
import {
  createHealth,
  createMetrics,
  inBatches,
  type Logger,
  startChecks,
  startServer,
} from '@passlink/runtime'
import {
  type Claim,
  type ClaimedDelivery,
  type ClaimRequest,
  claimDeliveries,
  type DeclinedClaim,
  type DeliveredBy,
  openDatabase,
  renewClaims,
  type Settled,
  type Settlement,
  settleDeliveries,
  sharedTransaction,
} from '@passlink/store'
import { createAttemptMetrics } from './attempt-metrics.ts'
import type { Config } from './config.ts'
import { createDeliver } from './deliver.ts'
import { startLeases } from './leases.ts'
import { createMailHandOver } from './mail/create-mail-hand-over.ts'
import { createRender } from './mail/create-render.ts'
import { startReconciling } from './reconcile/start-reconciling.ts'
import { openRelays } from './relay/open-relays.ts'
import { createRetryIn } from './retry.ts'
import { startDeletingExpired } from './start-deleting-expired.ts'
import { startExpiring } from './start-expiring.ts'
import { createWebhookHandOver, type WebhookEndpoint } from './webhook/create-webhook-hand-over.ts'

/** Starts a worker. `stop` waits until attempts under way have ended and are recorded. */
export async function startWorker(config: Config, log: Logger, queueSettings: Partial<QueueSettings> = {}) {
  const leaseMs = config.CLAIM_LEASE
  const render = createRender({
    from: config.MAIL_FROM,
    publicUrl: config.PUBLIC_URL,
    keyRing: config.LINK_KEYS,
    linkLifetimeMs: config.LINK_LIFETIME,
  })
  const {
    db,
    ping,
    checks: databaseChecks,
    close,
  } = openDatabase(config.DATABASE_URL, {
    prepare: config.DATABASE_PREPARE,
  })
  const queueAt = { databaseUrl: config.DATABASE_URL, redisUrl: config.REDIS_URL, ...queueSettings }
  const queues = openQueues(queueAt)
  const metrics = createMetrics()
  const { gate, close: closeRelays } = openRelays(config, db, log)
  const keyIds = { current: config.LINK_KEYS.current, known: [...config.LINK_KEYS.keys.keys()] }
  const webhookDeadlineMs = config.WEBHOOK_URL ? config.WEBHOOK_DEADLINE : null
  const terms = { keyIds, linkLifetimeMs: config.LINK_LIFETIME, leaseMs, webhookDeadlineMs }
  const leases = startLeases((claims: Claim[]) => renewClaims(db, claims, leaseMs), {
    leaseMs,
    onError: error => log.warn({ err: error }, 'claims not renewed'),
  })
  const createClaim = (by: DeliveredBy) =>
    inBatches<ClaimRequest, ClaimedDelivery | DeclinedClaim>(
      requests => claimDeliveries(db, requests, { ...terms, by }),
      sharedTransaction,
    )
  const attemptMetrics = createAttemptMetrics(metrics.registry, gate.relaysAway)
  const steps = {
    leases,
    retryIn: createRetryIn(config.RETRY_SCHEDULE),
    settle: inBatches<Settlement, Settled>(
      settlements => settleDeliveries(db, settlements, { webhookDeadlineMs }),
      sharedTransaction,
    ),
    metrics: attemptMetrics,
    log,
  }
  const consumers: Consumer[] = []
  async function pingQueue() {
    await queues.mail.ping()
    if (consumers.length === 0 || !consumers.every(consumer => consumer.isRunning()))
      throw new Error('no jobs are taken yet')
  }
  const health = createHealth({ database: ping, queue: pingQueue }, metrics)
  const server = await startServer(health.fetch, { host: config.HOST, port: config.WORKER_PORT })
  const consuming = {
    concurrency: config.WORKER_CONCURRENCY,
    keepDeadMs: config.JOB_RETENTION,
    lockMs: leaseMs,
    onError: (error: Error) => log.warn({ err: error }, 'queue trouble'),
  }
  const deliverMail = createDeliver({
    ...steps,
    claim: createClaim('mail'),
    gate,
    handOver: createMailHandOver(render, log),
  })
  const deliverWebhook = createDeliver({
    ...steps,
    claim: createClaim('webhook'),
    gate: alwaysOpen,
    handOver: createWebhookHandOver(webhookEndpoint(config)),
  })
  consumers.push(
    queues.startConsumer('mail', deliverMail, consuming),
    queues.startConsumer('webhook', deliverWebhook, consuming),
  )
  const checks = startChecks({ ...databaseChecks, queue: queues.mail.findProblem }, log)
  const expiring = startExpiring(db, { webhookDeadlineMs, onExpired: attemptMetrics.countExpired }, log)
  const reconciling = startReconciling(db, queues, log)
  const deletingExpired = startDeletingExpired(db, config, log)
  log.info({ port: server.port, concurrency: config.WORKER_CONCURRENCY }, 'worker is running')
  return {
    port: server.port,
    async stop() {
      checks.stop()
      const chores = Promise.all([expiring.stop(), reconciling.stop(), deletingExpired.stop()])
      const consumed = Promise.all(consumers.map(consumer => consumer.close()))
      gate.close()
      await consumed
      await chores
      await leases.stop()
      closeRelays()
      await Promise.all([server.close(), queues.close()])
      await close()
    },
  }
}

// Webhooks have no gate: an endpoint that is down does not stop us trying.
const alwaysOpen = { acquire: async () => ({ release() {} }) }

function webhookEndpoint({ WEBHOOK_URL, WEBHOOK_SECRET }: Config): WebhookEndpoint | null {
  return WEBHOOK_URL && WEBHOOK_SECRET ? { url: WEBHOOK_URL, secrets: WEBHOOK_SECRET } : null
}
