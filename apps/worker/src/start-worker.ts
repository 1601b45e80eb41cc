import { type Consumer, openQueues, type QueueSettings, startConsumer } from '@passlink/queue'
import {
  createHealth,
  createMetrics,
  inBatches,
  type Logger,
  startChecks,
  startServer,
} from '@passlink/runtime'
import {
  type ClaimRequest,
  claimDeliveries,
  type DeliveredBy,
  judgeDeliveries,
  openDatabase,
  renewClaims,
  type Settlement,
  settleDeliveries,
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
import { createWebhookHandOver, type WebhookEndpoint } from './webhook/create-webhook-hand-over.ts'

/** Works on deliveries until stopped; attempts under way are ended and recorded first. */
export async function startWorker(config: Config, log: Logger, queueSettings: Partial<QueueSettings> = {}) {
  const leaseMs = config.CLAIM_LEASE
  const render = await createRender({
    from: config.MAIL_FROM,
    publicUrl: config.PUBLIC_URL,
    keyRing: config.LINK_KEYS,
    linkLifetimeMs: config.LINK_LIFETIME,
  })
  const { db, ping, checks: databaseChecks, close } = openDatabase(config.DATABASE_URL)
  const queueAt = { databaseUrl: config.DATABASE_URL, redisUrl: config.REDIS_URL, ...queueSettings }
  const webhooksAt = { ...queueAt, name: 'webhooks' as const }
  const queues = openQueues(queueAt)
  const metrics = createMetrics()
  const { gate, close: closeRelays } = openRelays(config, db, log)
  const keyIds = { current: config.LINK_KEYS.current, known: [...config.LINK_KEYS.keys.keys()] }
  const webhookDeadlineMs = config.WEBHOOK_URL ? config.WEBHOOK_DEADLINE : null
  const terms = { keyIds, linkLifetimeMs: config.LINK_LIFETIME, leaseMs, webhookDeadlineMs }
  const leases = startLeases(
    (claims: Parameters<typeof renewClaims>[1]) => renewClaims(db, claims, leaseMs),
    { leaseMs, onError: error => log.warn({ err: error }, 'claims not renewed') },
  )
  const claiming = (by: DeliveredBy) => ({
    claim: inBatches((requests: ClaimRequest[]) => claimDeliveries(db, requests, { ...terms, by })),
    judge: inBatches((requests: ClaimRequest[]) => judgeDeliveries(db, requests, { ...terms, by })),
  })
  const steps = {
    hold: leases.hold,
    retryIn: createRetryIn(config.RETRY_SCHEDULE),
    settle: inBatches((settlements: Settlement[]) =>
      settleDeliveries(db, settlements, { webhookDeadlineMs }),
    ),
    metrics: createAttemptMetrics(metrics.registry, gate.relaysAway),
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
    ...claiming('mail'),
    gate,
    handOver: createMailHandOver(render, log),
  })
  const deliverWebhook = createDeliver({
    ...steps,
    ...claiming('webhook'),
    gate: alwaysOpen,
    handOver: createWebhookHandOver(webhookEndpoint(config)),
  })
  consumers.push(
    startConsumer(queueAt, deliverMail, consuming),
    startConsumer(webhooksAt, deliverWebhook, consuming),
  )
  const checks = startChecks({ ...databaseChecks, queue: queues.mail.findProblem }, log)
  const reconciling = startReconciling(db, queues, log)
  const deletingExpired = startDeletingExpired(db, config, log)
  log.info({ port: server.port, concurrency: config.WORKER_CONCURRENCY }, 'worker is running')
  return {
    port: server.port,
    async stop() {
      checks.stop()
      const chores = Promise.all([reconciling.stop(), deletingExpired.stop()])
      const consumed = Promise.all(consumers.map(consumer => consumer.close()))
      gate.close()
      await consumed
      await chores
      leases.stop()
      closeRelays()
      await Promise.all([server.close(), queues.close()])
      await close()
    },
  }
}

// Whoever cannot be told is no reason not to try to tell.
const alwaysOpen = { enter: async () => ({ leave() {} }), changed: async () => {}, isClosed: () => false }

function webhookEndpoint({ WEBHOOK_URL, WEBHOOK_SECRET }: Config): WebhookEndpoint | null {
  return WEBHOOK_URL && WEBHOOK_SECRET ? { url: WEBHOOK_URL, secrets: WEBHOOK_SECRET } : null
}
