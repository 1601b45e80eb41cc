import { connectionsToDatabase, openQueue } from '@passlink/queue'
import {
  createAddressOf,
  createMetrics,
  createReadiness,
  inBatches,
  type Logger,
  startChecks,
} from '@passlink/runtime'
import {
  findLinkStatuses,
  findUsers,
  type LinkRequest,
  listPasskeys,
  openDatabase,
  type RecordOutcome,
  recordLinks,
  removePasskey,
  sharedTransaction,
} from '@passlink/store'
import { createCalls } from './calls/create-calls.ts'
import { createLinkWriter } from './calls/link-writer.ts'
import { createRecordLink } from './calls/record-link.ts'
import { createCheckTemplate } from './calls/url-template.ts'
import type { Config } from './config.ts'
import { createApi } from './create-api.ts'
import { createDirectoryRoutes } from './directory/create-directory-routes.ts'
import { createEnqueuer } from './enqueuer.ts'
import { createIdentity } from './identity/create-identity.ts'
import { createFindReach, createPermit } from './identity/permit.ts'
import { createRequireScope } from './identity/require-scope.ts'
import { createLinkStatusRoute } from './link-status-route.ts'
import { startOnePort } from './port/start-one-port.ts'
import { returnLinks } from './return-links.ts'

/** Serves the API. `stop` answers calls in flight and enqueues the deliveries that they recorded before it resolves. */
export async function startApi(config: Config, log: Logger) {
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
  const queue = openQueue({
    database: config.DIRECT_DATABASE_URL ?? config.DATABASE_URL,
    redisUrl: config.REDIS_URL,
    prefix: config.QUEUE_PREFIX,
  })
  const enqueuer = createEnqueuer(queue, log)
  const metrics = createMetrics()
  const identity = createIdentity(config, db, metrics.registry, log)
  const findReach = createFindReach(config.HELP_DESK_ROLE)
  const limits = { perUser: config.LINKS_PER_USER, perOrganization: config.LINKS_PER_ORGANIZATION ?? null }
  const callBatches = { ...sharedTransaction, waitMsMax: config.CALL_TIMEOUT }
  const [withdrawing, stopping] = [new AbortController(), new AbortController()]

  const calls = createCalls({
    recordLink: createRecordLink({
      record: inBatches<LinkRequest, RecordOutcome>(
        (requests, timeLimits) => recordLinks(db, requests, limits, timeLimits),
        callBatches,
      ),
      enqueue: enqueuer.enqueue,
      deliveryDeadlineMs: config.DELIVERY_DEADLINE,
    }),
    writer: createLinkWriter(returnLinks(config)),
    permit: createPermit(findReach),
    checkTemplate: createCheckTemplate(new Set(config.ALLOWED_ORIGINS)),
    listPasskeys: inBatches(userIds => listPasskeys(db, userIds), callBatches),
    removePasskey: (passkey, options) => removePasskey(db, passkey, options),
  })
  const linkStatus = createLinkStatusRoute({
    authenticate: identity.authenticate,
    findStatus: inBatches(ids => findLinkStatuses(db, ids), callBatches),
    findUser: inBatches(ids => findUsers(db, ids), callBatches),
    findReach,
  })
  const requireScope = createRequireScope(identity.authenticateToken, config.PROVISIONING_SCOPE)
  const api = createApi({
    calls,
    routes: [linkStatus, createDirectoryRoutes({ db, requireScope })],
    authenticate: identity.authenticate,
    addressOf: createAddressOf(config.TRUSTED_PROXIES, log),
    readReadiness: createReadiness({ database: ping }, withdrawing.signal),
    metrics,
    shutdownSignal: stopping.signal,
    hsts: config.HSTS,
    log,
  })
  const server = await startOnePort(api, { host: config.HOST, port: config.API_PORT })
  const checks = startChecks({ ...databaseChecks, queue: queue.findProblem }, log)
  log.info({ port: server.port }, 'api is listening')
  return {
    port: server.port,
    withdraw: () => withdrawing.abort(),
    async stop() {
      withdrawing.abort()
      stopping.abort()
      checks.stop()
      identity.stop()
      await server.close()
      await enqueuer.idle()
      await Promise.all([queue.close(), close()])
    },
  }
}
