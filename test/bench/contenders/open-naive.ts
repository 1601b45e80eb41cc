import { Queue } from 'bullmq'
import postgres from 'postgres'
import { freePort } from '../../servers/free-port.ts'
import { createTables } from '../naive/create-tables.ts'
import { type MailJob, queueName } from '../naive/settings.ts'
import { personIds } from '../people.ts'
import { startApp } from '../processes/app.ts'
import { logFileOf, type Servers } from '../servers/start-servers.ts'
import type { Contender } from './contender.ts'
import { createWaitingQueue } from './waiting-queue.ts'

/** The composition that the libraries' own documents lead to, with an empty database and the queue in Redis. */
export async function openNaive(servers: Servers): Promise<Contender> {
  const { postgres: server, redis, relay, issuer, cleanUp } = servers
  await server.dropDatabase('naive')
  const databaseUrl = await server.createDatabase('naive')
  const sql = postgres(databaseUrl, { max: 2, onnotice: () => {} })
  await createTables(sql)
  const queue = new Queue<MailJob>(queueName, { connection: { url: redis.url } }).on('error', () => {})
  const environment = {
    DATABASE_URL: databaseUrl,
    REDIS_URL: redis.url,
    AUTH_ISSUER: issuer.url,
    AUTH_AUDIENCE: issuer.audience,
    SMTP_URL: relay.url,
    MAIL_FROM: 'Passlink <no-reply@passlink.example>',
    PUBLIC_URL: 'https://passlink.example',
  }
  return {
    side: 'naive',
    databaseUrl,
    sql,
    queue: createWaitingQueue(async () => queue, {
      async add(deliveryIds) {
        const opts = { attempts: 10, removeOnComplete: true }
        await queue.addBulk(
          deliveryIds.map(deliveryId => ({
            name: 'mail',
            data: { deliveryId },
            opts: { ...opts, jobId: deliveryId },
          })),
        )
      },
      close: () => queue.close(),
    }),
    async startApp(name, more) {
      const port = await freePort()
      return startApp({
        name: `naive ${name}`,
        program: servers.programOf(`naive-${name}`),
        port,
        environment: { ...environment, PORT: `${port}`, ...more },
        logFile: logFileOf(servers, `naive-${name}`),
        cleanUp,
      })
    },
    withConcurrency: jobs => ({ CONCURRENCY: `${jobs}` }),
    async record(count) {
      const rows = await sql<{ id: string }[]>`
        with made as (
          select gen_random_uuid() as link_id, gen_random_uuid() as delivery_id,
            (${personIds}::text[])[1 + n % ${personIds.length}::int] as user_id
          from generate_series(0, ${count - 1}::int) as n
        ),
        link as (
          insert into links (id, user_id, code, expires_at)
          select link_id, user_id, left(md5(link_id::text), 32), now() + interval '1 day' from made
        ),
        event as (
          insert into events (user_id, link_id, type) select user_id, link_id, 'link.requested' from made
        )
        insert into deliveries (id, link_id) select delivery_id, link_id from made returning id`
      return rows.map(({ id }) => id)
    },
    async vacuum() {
      await sql`vacuum analyze`
    },
    async close() {
      await Promise.all([queue.close(), sql.end()])
      await server.dropDatabase('naive')
    },
  }
}
