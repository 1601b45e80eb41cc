import { connectionsToDatabase, openQueues } from '@passlink/queue'
import { createAddressOf, createReadiness, type Logger, startChecks, startServer } from '@passlink/runtime'
import { openDatabase } from '@passlink/store'
import type { Config } from './config.ts'
import { createApp } from './create-app.ts'
import { requirePassword } from './require-password.ts'

/** Serves the dashboard until `stop` is called. */
export async function startDashboard(config: Config, log: Logger) {
  const database = openDatabase(config.DATABASE_URL, {
    prepare: config.DATABASE_PREPARE,
    connectionsMax: config.DATABASE_CONNECTIONS,
    connectionsBeside: connectionsToDatabase({ redisUrl: config.REDIS_URL }),
  })
  const queues = openQueues({
    database: config.DIRECT_DATABASE_URL ?? config.DATABASE_URL,
    redisUrl: config.REDIS_URL,
    prefix: config.QUEUE_PREFIX,
  })
  const stopping = new AbortController()
  const app = createApp({
    db: database.db,
    queues,
    designs: config.MAIL_DESIGNS,
    requirePassword: requirePassword({
      password: config.DASHBOARD_PASSWORD,
      tries: config.DASHBOARD_TRIES,
      addressOf: createAddressOf(config.TRUSTED_PROXIES, log),
      log,
    }),
    hsts: config.HSTS,
    readReadiness: createReadiness({ database: database.ping, queue: queues.mail.ping }, stopping.signal),
    log,
  })
  const server = await startServer(app.fetch, { host: config.DASHBOARD_HOST, port: config.DASHBOARD_PORT })
  const checks = startChecks({ ...database.checks, queue: queues.mail.findProblem }, log)
  log.info({ port: server.port }, 'dashboard is listening')
  return {
    port: server.port,
    withdraw: () => stopping.abort(),
    async stop() {
      stopping.abort()
      checks.stop()
      await server.close()
      await Promise.all([queues.close(), database.close()])
    },
  }
}
