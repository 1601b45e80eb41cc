import { openQueue, type QueueSettings } from '@passlink/queue'
import { createMetrics, inBatches, type Logger, startChecks } from '@passlink/runtime'
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
import { createPermit } from './identity/permit.ts'
import { createRequireScope } from './identity/require-scope.ts'
import { createLinkStatusRoute } from './link-status-route.ts'
import { startOnePort } from './port/start-one-port.ts'
import { returnLinks } from './return-links.ts'

/** Serves the API. `stop` answers calls in flight and enqueues the deliveries that they recorded before it resolves. */
export async function startApi(config: Config, log: Logger, queueSettings: Partial<QueueSettings> = {}) {
  const {
    db,
    ping,
    checks: databaseChecks,
    close,
  } = openDatabase(config.DATABASE_URL, {
    prepare: config.DATABASE_PREPARE,
  })
  const queue = openQueue({ databaseUrl: config.DATABASE_URL, redisUrl: config.REDIS_URL, ...queueSettings })
  const enqueuer = createEnqueuer(queue, log)
  const { authenticate, authenticateToken } = createIdentity(config, db, log)
  const permit = createPermit(config.HELP_DESK_ROLE)
  const limits = { perUser: config.LINKS_PER_USER, perOrganization: config.LINKS_PER_ORGANIZATION ?? null }
  const callBatches = { ...sharedTransaction, waitMsMax: config.CALL_TIMEOUT }
  const stopping = new AbortController()

  const calls = createCalls({
    recordLink: createRecordLink({
      record: inBatches<LinkRequest, RecordOutcome>(
        (requests, { withinMs }) => recordLinks(db, requests, limits, { withinMs }),
        callBatches,
      ),
      enqueue: enqueuer.enqueue,
      deliveryDeadlineMs: config.DELIVERY_DEADLINE,
    }),
    writer: createLinkWriter(returnLinks(config)),
    permit,
    checkTemplate: createCheckTemplate(new Set(config.ALLOWED_ORIGINS)),
    listPasskeys: inBatches(userIds => listPasskeys(db, userIds), callBatches),
    removePasskey: passkey => removePasskey(db, passkey),
  })
  const linkStatus = createLinkStatusRoute({
    authenticate,
    findStatus: inBatches(ids => findLinkStatuses(db, ids), callBatches),
    findUser: inBatches(ids => findUsers(db, ids), callBatches),
    helpDeskRole: config.HELP_DESK_ROLE,
  })
  const requireScope = createRequireScope(authenticateToken, config.PROVISIONING_SCOPE)
  const api = createApi({
    calls,
    routes: [linkStatus, createDirectoryRoutes({ db, requireScope })],
    authenticate,
    checks: { database: ping },
    metrics: createMetrics(),
    shutdownSignal: stopping.signal,
    log,
  })
  const server = await startOnePort(api, { host: config.HOST, port: config.API_PORT })
  const checks = startChecks({ ...databaseChecks, queue: queue.findProblem }, log)
  log.info({ port: server.port }, 'api is listening')
  return {
    port: server.port,
    async stop() {
      stopping.abort()
      checks.stop()
      await server.close()
      await enqueuer.idle()
      await Promise.all([queue.close(), close()])
    },
  }
}
