import {
  claimDeliveries,
  judgeDeliveries,
  openDatabase,
  renewClaims,
  settleDeliveries,
} from '@passlink/links'
import { type Consumer, openQueue, type QueueSettings, startConsumer } from '@passlink/queue'
import {
  createHealth,
  createMetrics,
  inBatches,
  type Logger,
  startChecks,
  startServer,
} from '@passlink/runtime'
import { createAttemptMetrics } from './attempt-metrics.ts'
import type { Config } from './config.ts'
import { createDeliver } from './deliver.ts'
import { startLeases } from './leases.ts'
import { createRender } from './mail/create-render.ts'
import { openRelays } from './relay/open-relays.ts'
import { sendThrough } from './relay/send-through.ts'
import { createRetryIn } from './retry.ts'
import { startHousekeeping } from './start-housekeeping.ts'
import { startReconciling } from './start-reconciling.ts'

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
  const queue = openQueue(queueAt)
  const metrics = createMetrics()
  const { gate, close: closeRelays } = openRelays(config, db, log)
  const keyIds = { current: config.LINK_KEYS.current, known: [...config.LINK_KEYS.keys.keys()] }
  const terms = { keyIds, linkLifetimeMs: config.LINK_LIFETIME, leaseMs }
  const leases = startLeases(
    (claims: Parameters<typeof renewClaims>[1]) => renewClaims(db, claims, leaseMs),
    { leaseMs, onError: error => log.warn({ err: error }, 'claims not renewed') },
  )
  const deliver = createDeliver({
    gate,
    claim: inBatches(requests => claimDeliveries(db, requests, terms)),
    judge: inBatches(requests => judgeDeliveries(db, requests, terms)),
    hold: leases.hold,
    render,
    send: sendThrough,
    retryIn: createRetryIn(config.RETRY_SCHEDULE),
    settle: inBatches(settlements => settleDeliveries(db, settlements)),
    metrics: createAttemptMetrics(metrics.registry, gate.relaysAway),
    log,
  })
  let consumer: Consumer | undefined
  async function pingQueue() {
    await queue.ping()
    if (!consumer?.isRunning()) throw new Error('no jobs are taken yet')
  }
  const health = createHealth({ database: ping, queue: pingQueue }, metrics)
  const server = await startServer(health.fetch, { host: config.HOST, port: config.WORKER_PORT })
  consumer = startConsumer(queueAt, deliver, {
    concurrency: config.WORKER_CONCURRENCY,
    keepDeadMs: config.JOB_RETENTION,
    lockMs: leaseMs,
    onError: error => log.warn({ err: error }, 'queue trouble'),
  })
  const checks = startChecks({ ...databaseChecks, queue: queue.findProblem }, log)
  const reconciling = startReconciling(db, queue, log)
  const housekeeping = startHousekeeping(db, config, log)
  log.info({ port: server.port, concurrency: config.WORKER_CONCURRENCY }, 'worker is running')
  return {
    port: server.port,
    async stop() {
      checks.stop()
      await Promise.all([reconciling.stop(), housekeeping.stop()])
      const consumed = consumer.close()
      gate.close()
      await consumed
      leases.stop()
      closeRelays()
      await Promise.all([server.close(), queue.close()])
      await close()
    },
  }
}
