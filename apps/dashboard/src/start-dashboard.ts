import { connectionsToDatabase, openQueues } from '@passlink/queue'
import {
  countConnections,
  countReplica,
  createMetrics,
  type Logger,
  openTracing,
  replicaDetails,
  startChecks,
  startMetricsServer,
  startReadiness,
  startServer,
} from '@passlink/runtime'
import { openDatabase, openReplica, readBacklog } from '@passlink/store'
import { createAccess } from './access/create-access.ts'
import type { Config } from './config.ts'
import { createApp } from './create-app.tsx'
import { showBacklog } from './metrics/show-backlog.ts'

/** Serves the dashboard until `stop` is called. */
export async function startDashboard(config: Config, log: Logger) {
  const tracing = await openTracing('dashboard', config, log)
  const database = openDatabase(config.DATABASE_URL, {
    prepare: config.DATABASE_PREPARE,
    connectionsMax: config.DATABASE_CONNECTIONS,
    connectionsBeside: connectionsToDatabase({ redisUrl: config.REDIS_URL }),
  })
  const replica =
    config.DATABASE_READ_URL &&
    openReplica(config.DATABASE_READ_URL, database, {
      prepare: config.DATABASE_PREPARE,
      connectionsMax: config.DATABASE_CONNECTIONS,
    })
  const queues = openQueues({
    database: config.DIRECT_DATABASE_URL ?? config.DATABASE_URL,
    redisUrl: config.REDIS_URL,
    prefix: config.QUEUE_PREFIX,
  })
  const { registry } = createMetrics()
  countConnections(registry, database.connections)
  countReplica(registry, replica)
  showBacklog(registry, () => readBacklog(database.db), log)
  const stopping = new AbortController()
  const closing = new AbortController()
  const checkable = { database: database.ping, queue: queues.mail.ping }
  const readReadiness = startReadiness(checkable, stopping.signal, {
    details: () => ({ ...replicaDetails(replica), ...queues.details() }),
  })
  const metricsServer = await startMetricsServer({ registry }, readReadiness, config)
  const access = createAccess(config, { db: database.db, log })
  const app = createApp({
    db: database.db,
    replica,
    queues,
    designs: config.MAIL_DESIGNS,
    ...access,
    hsts: config.HSTS,
    readReadiness,
    closing: closing.signal,
    tracing,
    log,
  })
  const server = await startServer(app.fetch, { host: config.DASHBOARD_HOST, port: config.DASHBOARD_PORT })
  const checks = startChecks({ ...database.checks, queue: queues.mail.findProblem, ...access.checks }, log)
  const ports = { port: server.port, metricsPort: metricsServer.port }
  log.info(ports, 'dashboard is listening')
  return {
    ...ports,
    withdraw: () => stopping.abort(),
    async stop() {
      stopping.abort()
      closing.abort()
      checks.stop()
      await server.close()
      await Promise.all([
        metricsServer.close(),
        queues.close(),
        database.close(),
        replica?.close(),
        tracing?.stop(),
      ])
    },
  }
}
