import { connectionsToDatabase, openQueue } from '@passlink/queue'
import {
  createAddressOf,
  inBatches,
  type Logger,
  openTracing,
  replicaDetails,
  startChecks,
  startMetricsServer,
  startReadiness,
} from '@passlink/runtime'
import {
  findUsers,
  type LinkRequest,
  listPasskeys,
  openDatabase,
  openReplica,
  type RecordOutcome,
  recordLinks,
  removePasskey,
  sharedTransaction,
  webhookTermsOf,
} from '@passlink/store'
import { createCalls } from './calls/create-calls.ts'
import { createLinkWriter } from './calls/link-writer.ts'
import { createRecordLink } from './calls/record-link.ts'
import { createCheckTemplate } from './calls/url-template.ts'
import type { Config } from './config.ts'
import { createApi } from './create-api.ts'
import { createApiMetrics } from './create-api-metrics.ts'
import { createDirectoryRoutes } from './directory/create-directory-routes.ts'
import { createEnqueuer } from './enqueuer.ts'
import { createFindStatuses } from './find-statuses.ts'
import { createIdentity } from './identity/create-identity.ts'
import { createFindReach, createPermit } from './identity/permit.ts'
import { createRequireScope } from './identity/require-scope.ts'
import { createLinkStatusRoute } from './link-status-route.ts'
import { startOnePort } from './port/start-one-port.ts'
import { returnLinks } from './return-links.ts'

// A caller may ask as soon as a webhook told of a change.
const statusLagMaxMs = 3_000

/** Serves the API. `stop` answers calls in flight and enqueues the deliveries that they recorded before it resolves. */
export async function startApi(config: Config, log: Logger) {
  const tracing = await openTracing('api', config, log)
  const {
    db,
    ping,
    checks: databaseChecks,
    beside,
    connections,
    close,
  } = openDatabase(config.DATABASE_URL, {
    prepare: config.DATABASE_PREPARE,
    connectionsMax: config.DATABASE_CONNECTIONS,
    connectionsBeside: connectionsToDatabase({ redisUrl: config.REDIS_URL }),
  })
  const replica =
    config.DATABASE_READ_URL &&
    openReplica(
      config.DATABASE_READ_URL,
      { db, beside },
      {
        prepare: config.DATABASE_PREPARE,
        connectionsMax: config.DATABASE_CONNECTIONS,
        lagMaxMs: statusLagMaxMs,
      },
    )
  const queue = openQueue({
    database: config.DIRECT_DATABASE_URL ?? config.DATABASE_URL,
    redisUrl: config.REDIS_URL,
    prefix: config.QUEUE_PREFIX,
  })
  const metrics = createApiMetrics(connections, replica)
  const enqueuer = createEnqueuer(
    queue,
    { observe: metrics.batches('enqueue'), onFailed: metrics.countNotEnqueued },
    log,
  )
  const identity = createIdentity(config, db, metrics, log)
  const findReach = createFindReach(config.HELP_DESK_ROLE)
  const limits = { perUser: config.LINKS_PER_USER, perOrganization: config.LINKS_PER_ORGANIZATION ?? null }
  const webhooks = webhookTermsOf(config)
  const callBatches = (batch: string) => ({
    ...sharedTransaction,
    waitMsMax: config.CALL_TIMEOUT,
    observe: metrics.batches(batch),
  })
  const [withdrawing, stopping] = [new AbortController(), new AbortController()]

  const calls = createCalls({
    recordLink: createRecordLink({
      record: inBatches<LinkRequest, RecordOutcome>(
        (requests, timeLimits) => recordLinks(db, requests, limits, timeLimits),
        callBatches('record'),
      ),
      enqueue: enqueuer.enqueue,
      count: metrics.countRequest,
      deliveryDeadlineMs: config.DELIVERY_DEADLINE,
    }),
    writer: createLinkWriter(returnLinks(config)),
    permit: createPermit(findReach),
    checkTemplate: createCheckTemplate(new Set(config.ALLOWED_ORIGINS)),
    listPasskeys: inBatches(userIds => listPasskeys(db, userIds), callBatches('list_passkeys')),
    removePasskey: (passkey, options) =>
      removePasskey(db, { ...passkey, noticeDeadlineMs: config.NOTICE_DEADLINE, webhooks }, options),
  })
  const linkStatus = createLinkStatusRoute({
    authenticate: identity.authenticate,
    findStatus: inBatches(createFindStatuses(db, replica), callBatches('find_statuses')),
    findUser: inBatches(ids => findUsers(db, ids), callBatches('find_users')),
    findReach,
  })
  const requireScope = createRequireScope(identity.authenticateToken, config.PROVISIONING_SCOPE)
  const readReadiness = startReadiness({ database: ping }, withdrawing.signal, {
    details: () => replicaDetails(replica),
  })
  const api = createApi({
    calls,
    routes: [linkStatus, createDirectoryRoutes({ db, requireScope, webhooks })],
    authenticate: identity.authenticate,
    addressOf: createAddressOf(config.TRUSTED_PROXIES, log),
    readReadiness,
    metrics: metrics.calls,
    shutdownSignal: stopping.signal,
    hsts: config.HSTS,
    tracing,
    log,
  })
  const metricsServer = await startMetricsServer(metrics, readReadiness, config)
  const server = await startOnePort(api, { host: config.HOST, port: config.API_PORT })
  const checks = startChecks({ ...databaseChecks, queue: queue.findProblem }, log)
  const ports = { port: server.port, metricsPort: metricsServer.port }
  log.info(ports, 'api is listening')
  return {
    ...ports,
    withdraw: () => withdrawing.abort(),
    async stop() {
      withdrawing.abort()
      stopping.abort()
      checks.stop()
      identity.stop()
      await server.close()
      await enqueuer.idle()
      await Promise.all([metricsServer.close(), queue.close(), close(), replica?.close(), tracing?.stop()])
    },
  }
}
