import { findLinks, openDatabase } from '@passlink/links'
import { inBatches, type Logger, startChecks, startServer } from '@passlink/runtime'
import type { Config } from './config.ts'
import { createApp } from './create-app.ts'

/** Serves the pages until stopped. */
export async function startRedeem(config: Config, log: Logger) {
  const database = openDatabase(config.DATABASE_URL)
  const app = createApp({
    findLink: inBatches(ids => findLinks(database.db, ids)),
    checks: { database: database.ping },
    log,
  })
  const server = await startServer(app.fetch, { host: config.HOST, port: config.REDEEM_PORT })
  const checks = startChecks(database.checks, log)
  log.info({ port: server.port }, 'redeem is listening')
  return {
    port: server.port,
    async stop() {
      checks.stop()
      await server.close()
      await database.close()
    },
  }
}
