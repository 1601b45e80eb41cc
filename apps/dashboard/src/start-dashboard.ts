import { openQueues, type QueueSettings } from '@passlink/queue'
import { type Logger, startChecks, startServer } from '@passlink/runtime'
import { openDatabase } from '@passlink/store'
import type { Config } from './config.ts'
import { createApp } from './create-app.ts'

/** Serves the dashboard until `stop` is called. */
export async function startDashboard(
  config: Config,
  log: Logger,
  queueSettings: Partial<QueueSettings> = {},
) {
  const database = openDatabase(config.DATABASE_URL, { prepare: config.DATABASE_PREPARE })
  const queues = openQueues({
    databaseUrl: config.DATABASE_URL,
    redisUrl: config.REDIS_URL,
    ...queueSettings,
  })
  const app = createApp({
    db: database.db,
    queues,
    password: config.DASHBOARD_PASSWORD,
    checks: { database: database.ping, queue: queues.mail.ping },
    log,
  })
  const server = await startServer(app.fetch, { host: config.HOST, port: config.DASHBOARD_PORT })
  const checks = startChecks({ ...database.checks, queue: queues.mail.findProblem }, log)
  log.info({ port: server.port }, 'dashboard is listening')
  return {
    port: server.port,
    async stop() {
      checks.stop()
      await server.close()
      await Promise.all([queues.close(), database.close()])
    },
  }
}
