import { openDatabase } from '@passlink/links'
import { openQueue, type QueueSettings } from '@passlink/queue'
import { type Logger, startChecks, startServer } from '@passlink/runtime'
import type { Config } from './config.ts'
import { createApp } from './create-app.ts'

/** Serves the dashboard until stopped. */
export async function startDashboard(
  config: Config,
  log: Logger,
  queueSettings: Partial<QueueSettings> = {},
) {
  const database = openDatabase(config.DATABASE_URL)
  const queue = openQueue({ databaseUrl: config.DATABASE_URL, redisUrl: config.REDIS_URL, ...queueSettings })
  const app = createApp({
    db: database.db,
    queue,
    password: config.DASHBOARD_PASSWORD,
    checks: { database: database.ping, queue: queue.ping },
    log,
  })
  const server = await startServer(app.fetch, { host: config.HOST, port: config.DASHBOARD_PORT })
  const checks = startChecks({ ...database.checks, queue: queue.findProblem }, log)
  log.info({ port: server.port }, 'dashboard is listening')
  return {
    port: server.port,
    async stop() {
      checks.stop()
      await server.close()
      await Promise.all([queue.close(), database.close()])
    },
  }
}
