import { connectionsToDatabase, openQueues } from '@passlink/queue'
import {
  createHealth,
  type Logger,
  openTracing,
  startChecks,
  startMetricsServer,
  startReadiness,
  startServer,
} from '@passlink/runtime'
import { openDatabase, webhookTermsOf } from '@passlink/store'
import type { Config } from './config.ts'
import { createConsumers } from './create-consumers.ts'
import { createStopping } from './create-stopping.ts'
import { createDeliver } from './deliver.ts'
import { createMailHandOver } from './mail/create-mail-hand-over.ts'
import { openRender } from './mail/open-render.ts'
import { createWorkerMetrics } from './metrics/create-worker-metrics.ts'
import { showAllRelaysPaused } from './metrics/show-all-relays-paused.ts'
import { showAway } from './metrics/show-away.ts'
import { showJobsAtOnce } from './metrics/show-jobs-at-once.ts'
import { showShardsAway } from './metrics/show-shards-away.ts'
import { openVerbs } from './open-verbs.ts'
import { openPauses } from './pauses/open-pauses.ts'
import { unlessPaused } from './pauses/unless-paused.ts'
import { startReconciling } from './reconcile/start-reconciling.ts'
import { relayName } from './relay/open-relay.ts'
import { openRelays } from './relay/open-relays.ts'
import { createRetryIn } from './retry.ts'
import { startDeletingExpired } from './start-deleting-expired.ts'
import { startEndingFrozen } from './start-ending-frozen.ts'
import { startExpiring } from './start-expiring.ts'
import { createWebhookHandOver } from './webhook/create-webhook-hand-over.ts'
import { openEndpoint, webhookEndpoint } from './webhook/open-endpoint.ts'

/**
 * Starts a worker. `stop` waits until the attempts under way have ended and are recorded; shortly before `STOP_TIMEOUT` it
 * ends those that have no answer.
 */
export async function startWorker(config: Config, log: Logger) {
  const tracing = await openTracing('worker', config, log)
  const {
    db,
    ping,
    checks: databaseChecks,
    connections,
    close,
  } = openDatabase(config.DATABASE_URL, {
    prepare: config.DATABASE_PREPARE,
    connectionsMax: config.DATABASE_CONNECTIONS,
    connectionsBeside: connectionsToDatabase({ redisUrl: config.REDIS_URL }),
  })
  const render = openRender(config, db, log)
  const queues = openQueues({
    database: config.DIRECT_DATABASE_URL ?? config.DATABASE_URL,
    redisUrl: config.REDIS_URL,
    prefix: config.QUEUE_PREFIX,
  })
  const metrics = createWorkerMetrics(connections, log)
  const stopping = createStopping(config.STOP_TIMEOUT, () => {
    const attempts = mail.unanswered() + webhook.unanswered()
    if (attempts > 0) log.warn({ attempts }, 'attempts are ended without an answer, because the worker stops')
  })
  const pauses = openPauses({ db, queues, registry: metrics.registry }, config.SMTP_URL.map(relayName), log)
  const { gate, close: closeRelays } = openRelays(config, db, pauses, stopping, log)
  const endpointGate = openEndpoint(config.WEBHOOK_URL, db, pauses, log)
  showAway(metrics.registry, () => [...gate.relaysAway(), ...endpointGate.away()])
  showAllRelaysPaused(metrics.registry, () => gate.pausedBecause() !== null)
  showShardsAway(metrics.registry, () => queues.details().shardsAway ?? {})
  const terms = {
    webhooks: webhookTermsOf(config),
    troubles: () => ({ relaysPaused: gate.pausedBecause(), webhookTrouble: endpointGate.trouble() }),
  }
  const verbs = openVerbs(db, config, terms, metrics, log)
  const { leases, createClaim, askSendable, findEnd, settle } = verbs
  const steps = {
    leases,
    findEnd,
    retryIn: createRetryIn(config.RETRY_SCHEDULE),
    settle,
    metrics: metrics.deliveries,
    onUnknown: metrics.unknownJobs.report,
    tracing,
    log,
  }
  const consumers = createConsumers(queues, config, log)
  showJobsAtOnce(metrics.registry, consumers.jobsAtOnce)
  async function pingQueue() {
    await queues.mail.ping()
    if (!consumers.areRunning()) throw new Error('no jobs are taken yet')
  }
  const readReadiness = startReadiness({ database: ping, queue: pingQueue }, stopping.begun, {
    details: () => ({ ...pauses.details(), ...queues.details() }),
  })
  const metricsServer = await startMetricsServer(metrics, readReadiness, config)
  const server = await startServer(createHealth(readReadiness).fetch, {
    host: config.WORKER_HOST,
    port: config.WORKER_PORT,
  })
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
  consumers.start('mail', unlessPaused(mail.deliver, pauses, verbs.findPaused))
  consumers.start('webhook', webhook.deliver)
  const checks = startChecks({ ...databaseChecks, queue: queues.mail.findProblem }, log)
  const endingFrozen = startEndingFrozen(db, log)
  const expiring = startExpiring(db, terms, metrics.reportEnded.expired, log)
  const reconciling = startReconciling(db, queues, metrics.deliveries.countReconciled, log)
  const deletingExpired = startDeletingExpired(db, config, log)
  const ports = { port: server.port, metricsPort: metricsServer.port }
  log.info({ ...ports, concurrency: config.WORKER_CONCURRENCY }, 'worker is running')
  return {
    ...ports,
    async stop() {
      stopping.begin()
      checks.stop()
      const chores = Promise.all([
        endingFrozen.stop(),
        expiring.stop(),
        reconciling.stop(),
        deletingExpired.stop(),
      ])
      const consumed = consumers.close()
      pauses.stop()
      gate.close()
      endpointGate.close()
      await consumed
      await Promise.all([mail.ended(), webhook.ended(), chores])
      metrics.unknownJobs.stop()
      stopping.end()
      await leases.stop()
      closeRelays()
      await Promise.all([server.close(), metricsServer.close(), queues.close(), tracing?.stop()])
      await close()
    },
  }
}
