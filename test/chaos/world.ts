import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { bundleForNow, sources } from '@passlink/programs'
import { migrateQueue, openQueue } from '@passlink/queue'
import { readDatabaseUrl } from '@passlink/runtime'
import { migrate } from '@passlink/store'
import postgres from 'postgres'
import { eventually } from '../eventually.ts'
import { startTestIssuer } from '../servers/issuer.ts'
import { type App, createApp } from './app.ts'
import type { Backend } from './backend.ts'
import type { CleanUp } from './clean-up.ts'
import { type Endpoint, startEndpoint } from './endpoint.ts'
import { type AppName, apis, workers } from './fault.ts'
import { createMailbox, type Mailbox } from './mailbox.ts'
import { savePeople } from './people.ts'
import { type PostgresServer, startPostgres } from './postgres-server.ts'
import { quietPort } from './quiet-port.ts'
import { openRedis, type RedisServer } from './redis-server.ts'
import { type Relay, startRelay } from './relay.ts'
import { deliveryDeadlines, settingsFor } from './settings.ts'

/** The servers and apps of a run, which the faults break. */
export type World = {
  sql: postgres.Sql
  postgres: PostgresServer
  /** Undefined if the jobs are stored in Postgres. */
  redis: RedisServer | undefined
  relays: Record<'relay-1' | 'relay-2', Relay>
  endpoint: Endpoint
  /** The queue of the mails, as an operator pauses and resumes it. */
  queue: { pause: () => Promise<void>; resume: () => Promise<void> }
  mailbox: Mailbox
  apps: Record<AppName, App>
  /** A bearer token of each person. */
  tokens: string[]
}

type Options = { backend: Backend; directory: string; cleanUp: CleanUp }

/** Starts all servers and apps, with their files in `directory`; `cleanUp` ends them. */
export async function startWorld({ backend, directory, cleanUp }: Options): Promise<World> {
  const server = await startPostgres(directory, await quietPort())
  cleanUp.add(() => server.stop())
  await migrate(readDatabaseUrl(server.url))
  await migrateQueue(readDatabaseUrl(server.url))
  const sql = postgres(server.url, { max: 2, connect_timeout: 5, onnotice: () => {} })
  cleanUp.add(() => sql.end({ timeout: 1 }))

  const redis = backend === 'redis' ? await openRedis(await quietPort()) : undefined
  cleanUp.add(async () => redis?.stop())
  const issuer = await startTestIssuer()
  cleanUp.add(() => issuer.stop())
  const mailbox = createMailbox()
  const relays = {
    'relay-1': await startRelay(await quietPort(), content => mailbox.store('relay-1', content)),
    'relay-2': await startRelay(await quietPort(), content => mailbox.store('relay-2', content)),
  }
  cleanUp.add(async () => {
    await Promise.all(Object.values(relays).map(relay => relay.stop()))
  })

  const endpoint = await startEndpoint(await quietPort())
  cleanUp.add(() => endpoint.stop())

  const logs = join(directory, 'logs')
  await mkdir(logs)
  const smtpUrls = Object.values(relays).map(relay => relay.url)
  const settings = settingsFor({
    databaseUrl: server.proxiedUrl,
    redisUrl: redis?.url,
    issuerUrl: issuer.url,
    smtpUrls,
    webhookUrl: endpoint.url,
  })
  const { api, worker } = sources
  const programs = await bundleForNow({ api, worker })
  cleanUp.add(programs.remove)
  const apps = Object.fromEntries(
    await Promise.all(
      [...apis, ...workers].map(async name => {
        const port = await quietPort()
        const environment = { ...settings, ...ownSettings(name, port) }
        const program = join(programs.folder, name.startsWith('api') ? 'api.mjs' : 'worker.mjs')
        return [
          name,
          createApp({ name, program, port, environment, logFile: join(logs, `${name}.log`) }),
        ] as const
      }),
    ),
  ) as Record<AppName, App>
  cleanUp.add(async () => {
    await Promise.all(Object.values(apps).map(app => app.close()))
  })
  await Promise.all(Object.values(apps).map(app => app.start()))
  const userIds = await savePeople(server.url)
  const tokens = await Promise.all(userIds.map(id => issuer.token(id, { expiresInSeconds: 6 * 3_600 })))
  const queue = openQueue({ database: readDatabaseUrl(server.url), redisUrl: redis?.url })
  cleanUp.add(() => queue.close())
  const ask = (name: 'pause' | 'resume') => eventually(async () => (await queue.bull())[name]())
  const pausable = { pause: () => ask('pause'), resume: () => ask('resume') }
  return { sql, postgres: server, redis, relays, endpoint, queue: pausable, mailbox, apps, tokens }
}

function ownSettings(name: AppName, port: number): Record<string, string> {
  if (name === 'api-1' || name === 'api-2')
    return { API_PORT: `${port}`, DELIVERY_DEADLINE: deliveryDeadlines[name] }
  return { WORKER_PORT: `${port}` }
}
