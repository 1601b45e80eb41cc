import { type Consumer, connectionsToDatabase, openQueues } from '@passlink/queue'
import {
  createHealth,
  createMetrics,
  createReadiness,
  type Logger,
  startChecks,
  startServer,
} from '@passlink/runtime'
import { findOrganization, openDatabase } from '@passlink/store'
import { createAttemptMetrics } from './attempt-metrics.ts'
import type { Config } from './config.ts'
import { createStopping } from './create-stopping.ts'
import { createUnknownJobs } from './create-unknown-jobs.ts'
import { createDeliver } from './deliver.ts'
import { createBrands } from './mail/brands.ts'
import { createMailHandOver } from './mail/create-mail-hand-over.ts'
import { createRender } from './mail/create-render.ts'
import { openSigner } from './mail/open-signer.ts'
import { openVerbs } from './open-verbs.ts'
import { startReconciling } from './reconcile/start-reconciling.ts'
import { openRelays } from './relay/open-relays.ts'
import { createRetryIn } from './retry.ts'
import { startDeletingExpired } from './start-deleting-expired.ts'
import { startExpiring } from './start-expiring.ts'
import type { WebhookEndpoint } from './webhook/create-exchange.ts'
import { createWebhookHandOver } from './webhook/create-webhook-hand-over.ts'
import { openEndpoint } from './webhook/open-endpoint.ts'

/**
 * Starts a worker. `stop` waits until the attempts under way have ended and are recorded; shortly before `STOP_TIMEOUT` it
 * ends those that have no answer.
 */
export async function startWorker(config: Config, log: Logger) {
  const sign = openSigner(config)
  const {
    db,
    ping,
    checks: databaseChecks,
    close,
  } = openDatabase(config.DATABASE_URL, {
    prepare: config.DATABASE_PREPARE,
    connectionsMax: config.DATABASE_CONNECTIONS,
    connectionsBeside: connectionsToDatabase({ redisUrl: config.REDIS_URL }),
  })
  const render = createRender({
    from: config.MAIL_FROM,
    publicUrl: config.PUBLIC_URL,
    keyRing: config.LINK_KEYS,
    brandOf: createBrands(id => findOrganization(db, id), log),
    designs: config.MAIL_DESIGNS,
    headers: config.MAIL_HEADERS,
    sign,
  })
  const queues = openQueues({
    database: config.DIRECT_DATABASE_URL ?? config.DATABASE_URL,
    redisUrl: config.REDIS_URL,
    prefix: config.QUEUE_PREFIX,
  })
  const metrics = createMetrics()
  const stopping = createStopping(config.STOP_TIMEOUT, () => {
    const attempts = mail.unanswered() + webhook.unanswered()
    if (attempts > 0) log.warn({ attempts }, 'attempts are ended without an answer, because the worker stops')
  })
  const { gate, close: closeRelays } = openRelays(config, db, stopping, log)
  const endpointGate = openEndpoint(config.WEBHOOK_URL, db, log)
  const attemptMetrics = createAttemptMetrics(
    metrics.registry,
    () => new Map([...gate.relaysAway(), ...endpointGate.away()]),
  )
  const unknownJobs = createUnknownJobs(metrics.registry, log)
  const webhookTerms = {
    webhookDeadlineMs: config.WEBHOOK_URL ? config.WEBHOOK_DEADLINE : null,
    webhookTrouble: endpointGate.trouble,
  }
  const { leases, createClaim, askSendable, findEnd, settle } = openVerbs(db, config, webhookTerms, log)
  const steps = {
    leases,
    findEnd,
    retryIn: createRetryIn(config.RETRY_SCHEDULE),
    settle,
    metrics: attemptMetrics,
    onUnknown: unknownJobs.report,
    log,
  }
  const consumers: Consumer[] = []
  async function pingQueue() {
    await queues.mail.ping()
    if (consumers.length === 0 || !consumers.every(consumer => consumer.isRunning()))
      throw new Error('no jobs are taken yet')
  }
  const readReadiness = createReadiness({ database: ping, queue: pingQueue }, stopping.begun)
  const health = createHealth(readReadiness, metrics)
  const server = await startServer(health.fetch, { host: config.WORKER_HOST, port: config.WORKER_PORT })
  const consuming = {
    concurrency: config.WORKER_CONCURRENCY,
    keepDeadMs: config.JOB_RETENTION,
    lockMs: config.CLAIM_LEASE,
    onError: (error: Error) => log.warn({ err: error }, 'queue trouble'),
    onRunning: () => log.info('jobs are taken'),
  }
  const mail = createDeliver({
    ...steps,
    claim: createClaim('mail'),
    gate,
    handOver: createMailHandOver(render, askSendable, log),
  })
  const webhook = createDeliver({
    ...steps,
    claim: createClaim('webhook'),
    gate: endpointGate,
    handOver: createWebhookHandOver(webhookEndpoint(config), stopping.over, log),
  })
  consumers.push(
    queues.startConsumer('mail', mail.deliver, consuming),
    queues.startConsumer('webhook', webhook.deliver, consuming),
  )
  const checks = startChecks({ ...databaseChecks, queue: queues.mail.findProblem }, log)
  const expiring = startExpiring(db, webhookTerms, attemptMetrics.countExpired, log)
  const reconciling = startReconciling(db, queues, log)
  const deletingExpired = startDeletingExpired(db, config, log)
  log.info({ port: server.port, concurrency: config.WORKER_CONCURRENCY }, 'worker is running')
  return {
    port: server.port,
    async stop() {
      stopping.begin()
      checks.stop()
      const chores = Promise.all([expiring.stop(), reconciling.stop(), deletingExpired.stop()])
      const consumed = Promise.all(consumers.map(consumer => consumer.close()))
      gate.close()
      endpointGate.close()
      await consumed
      unknownJobs.stop()
      await Promise.all([mail.ended(), webhook.ended(), chores])
      stopping.end()
      await leases.stop()
      closeRelays()
      await Promise.all([server.close(), queues.close()])
      await close()
    },
  }
}

function webhookEndpoint({ WEBHOOK_URL, WEBHOOK_SECRET }: Config): WebhookEndpoint | null {
  return WEBHOOK_URL && WEBHOOK_SECRET ? { url: WEBHOOK_URL, secrets: WEBHOOK_SECRET } : null
}
