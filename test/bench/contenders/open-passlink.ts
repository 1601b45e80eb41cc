import { migrateQueue, openQueue } from '@passlink/queue'
import { readDatabaseUrl } from '@passlink/runtime'
import { migrate } from '@passlink/store'
import postgres from 'postgres'
import { eventually } from '../../eventually.ts'
import { freePort } from '../../servers/free-port.ts'
import type { Backend } from '../arguments.ts'
import { organizationId, personIds, savePeople } from '../people.ts'
import { startApp } from '../processes/app.ts'
import type { PostgresServer } from '../servers/postgres.ts'
import { logFileOf, type Servers } from '../servers/start-servers.ts'
import type { AppName, Contender } from './contender.ts'
import { createWaitingQueue } from './waiting-queue.ts'

const portSettings: Record<AppName, string> = {
  api: 'API_PORT',
  worker: 'WORKER_PORT',
  redeem: 'REDEEM_PORT',
  dashboard: 'DASHBOARD_PORT',
}

/** Passlink as it is in this checkout, with an empty database and the queue of one backend. */
export async function openPasslink(servers: Servers, backend: Backend): Promise<Contender> {
  const { postgres: server, redis, cleanUp } = servers
  const name = `passlink_${backend}`
  const { databaseUrl, sql } = await createDatabase(server, name)
  const redisUrl = backend === 'redis' ? redis.url : undefined
  const queue = openQueue({ database: readDatabaseUrl(databaseUrl), redisUrl })
  const environment = environmentFor(servers, databaseUrl, redisUrl)
  return {
    side: backend,
    databaseUrl,
    sql,
    queue: createWaitingQueue(() => eventually(() => queue.bull()), {
      // A second is all that the queue has for an answer; adding again what it took late changes nothing.
      add: deliveryIds =>
        eventually(() => queue.enqueue(deliveryIds.map(deliveryId => ({ deliveryId, dueInMs: 0 })))),
      close: () => queue.close(),
    }),
    async startApp(app, more) {
      const port = await freePort()
      return startApp({
        name: `Passlink ${app} (${backend})`,
        program: servers.programOf(app),
        port,
        environment: { ...environment, [portSettings[app]]: `${port}`, ...more },
        logFile: logFileOf(servers, `${name}-${app}`),
        cleanUp,
      })
    },
    withConcurrency: jobs => ({ WORKER_CONCURRENCY: `${jobs}` }),
    record: count => record(sql, count),
    async vacuum() {
      await sql`vacuum analyze`
    },
    async close() {
      await Promise.all([queue.close(), sql.end()])
      await server.dropDatabase(name)
    },
  }
}

/** A database with Passlink's tables and the people in it, and nothing else. */
export async function createDatabase(server: PostgresServer, name: string) {
  await server.dropDatabase(name)
  const databaseUrl = await server.createDatabase(name)
  await migrate(readDatabaseUrl(databaseUrl))
  await migrateQueue(readDatabaseUrl(databaseUrl))
  const sql = postgres(databaseUrl, { max: 2, onnotice: () => {} })
  await savePeople(sql)
  return { databaseUrl, sql }
}

function environmentFor(
  { issuer, relay }: Servers,
  databaseUrl: string,
  redisUrl: string | undefined,
): Record<string, string> {
  return {
    DATABASE_URL: databaseUrl,
    ...(redisUrl ? { REDIS_URL: redisUrl } : {}),
    AUTH_ISSUER: issuer.url,
    AUTH_AUDIENCE: issuer.audience,
    SMTP_URL: relay.url,
    MAIL_FROM: 'Passlink <no-reply@passlink.example>',
    PUBLIC_URL: 'https://passlink.example',
    LINK_KEYS: `bench:${Buffer.alloc(32, 7).toString('base64')}`,
    LINKS_PER_USER: '1000000/1h',
    // Waiting deliveries stay alive however long a case takes.
    DELIVERY_DEADLINE: '1d',
    DASHBOARD_PASSWORD: 'correct horse',
    HOST: '127.0.0.1',
    METRICS_PORT: '0',
    STOP_GRACE: '0s',
    LOG_LEVEL: 'warn',
  }
}

// What the API's recording writes, save the allowances, of which there is one a person however many links there are.
async function record(sql: postgres.Sql, count: number): Promise<string[]> {
  const rows = await sql<{ id: string }[]>`
    with made as (
      select uuidv7() as link_id, uuidv7() as delivery_id, gen_random_uuid()::text as request_id,
        (${personIds}::text[])[1 + n % ${personIds.length}::int] as user_id
      from generate_series(0, ${count - 1}::int) as n
    ),
    link as (
      insert into links (id, user_id, organization_id) select link_id, user_id, ${organizationId} from made
    ),
    event as (
      insert into events (user_id, organization_id, link_id, type, data)
      select user_id, ${organizationId}, link_id, 'link.requested', jsonb_build_object('requestId', request_id) from made
    )
    insert into deliveries (id, link_id, request_id, deadline)
    select delivery_id, link_id, request_id, now() + interval '1 day' from made
    returning id`
  return rows.map(({ id }) => id)
}
