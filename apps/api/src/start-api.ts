import { openDatabase, recordLinks } from '@passlink/links'
import { openQueue, type QueueSettings } from '@passlink/queue'
import { inBatches, type Logger, startServer } from '@passlink/runtime'
import { createAuthenticate } from './authenticate.ts'
import type { Config } from './config.ts'
import { createApp } from './create-app.ts'
import { createEnqueuer } from './enqueuer.ts'
import { createIssuer } from './issuer.ts'
import { createSendLink } from './send-link.ts'

/** Serves the API until stopped; calls in flight are answered and what they recorded is enqueued first. */
export async function startApi(config: Config, log: Logger, queueSettings: Partial<QueueSettings> = {}) {
  const database = openDatabase(config.DATABASE_URL)
  const queue = openQueue({ databaseUrl: config.DATABASE_URL, redisUrl: config.REDIS_URL, ...queueSettings })
  const enqueuer = createEnqueuer(queue, log)
  const app = createApp({
    authenticate: createAuthenticate(createIssuer(config.AUTH_ISSUER), config.AUTH_AUDIENCE),
    sendLink: createSendLink({
      record: inBatches(requests => recordLinks(database.db, requests)),
      enqueue: enqueuer.enqueue,
      deliveryDeadlineMs: config.DELIVERY_DEADLINE,
    }),
    checks: { database: database.ping },
    log,
  })
  const server = await startServer(app.fetch, { host: config.HOST, port: config.API_PORT })
  log.info({ port: server.port }, 'api is listening')
  return {
    port: server.port,
    async stop() {
      await server.close()
      await enqueuer.idle()
      await Promise.all([queue.close(), database.close()])
    },
  }
}
