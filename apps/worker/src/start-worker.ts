import { claimDeliveries, openDatabase, renewClaims, settleDeliveries } from '@passlink/links'
import { openQueue, type QueueSettings, startConsumer } from '@passlink/queue'
import { createHealth, inBatches, type Logger, startServer } from '@passlink/runtime'
import type { Config } from './config.ts'
import { createDeliver } from './deliver.ts'
import { startLeases } from './leases.ts'
import { createRender } from './mail/create-render.ts'
import { openRelay, type Relay } from './relay/open-relay.ts'
import { sendThrough } from './relay/send-through.ts'
import { createRetryIn } from './retry.ts'
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
  const { db, ping, close } = openDatabase(config.DATABASE_URL)
  const queueAt = { databaseUrl: config.DATABASE_URL, redisUrl: config.REDIS_URL, ...queueSettings }
  const queue = openQueue(queueAt)
  const relays = config.SMTP_URL.map(openRelay) as [Relay, ...Relay[]]
  const keyIds = { current: config.LINK_KEYS.current, known: [...config.LINK_KEYS.keys.keys()] }
  const terms = { keyIds, linkLifetimeMs: config.LINK_LIFETIME, leaseMs }
  const leases = startLeases(
    (claims: Parameters<typeof renewClaims>[1]) => renewClaims(db, claims, leaseMs),
    {
      everyMs: leaseMs / 3,
      onError: error => log.warn({ err: error }, 'claims not renewed'),
    },
  )
  const deliver = createDeliver({
    claim: inBatches(ids => claimDeliveries(db, ids, terms)),
    hold: leases.hold,
    render,
    send: mail => sendThrough(relays, mail),
    retryIn: createRetryIn(config.RETRY_SCHEDULE),
    settle: inBatches(settlements => settleDeliveries(db, settlements)),
    log,
  })
  const health = createHealth({ database: ping, queue: queue.ping })
  const server = await startServer(health.fetch, { host: config.HOST, port: config.WORKER_PORT })
  const consumer = startConsumer(queueAt, deliver, {
    concurrency: config.WORKER_CONCURRENCY,
    lockMs: leaseMs,
    onError: error => log.warn({ err: error }, 'queue trouble'),
  })
  const reconciling = startReconciling(db, queue, log)
  log.info({ port: server.port, concurrency: config.WORKER_CONCURRENCY }, 'worker is running')
  return {
    port: server.port,
    async stop() {
      await reconciling.stop()
      await consumer.close()
      leases.stop()
      for (const relay of relays) relay.close()
      await Promise.all([server.close(), queue.close()])
      await close()
    },
  }
}
