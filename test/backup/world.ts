import { randomBytes } from 'node:crypto'
import { migrateQueue } from '@passlink/queue'
import { readDatabaseUrl } from '@passlink/runtime'
import { migrate, openDatabase, saveOrganizations, saveUsers } from '@passlink/store'
import postgres from 'postgres'
import { expect } from 'vitest'
import { eventually } from '../eventually.ts'
import { askForLink, createPasslink, type Passlink } from '../passlink.ts'
import { alice } from '../people.ts'
import { execute, type InstalledPostgres } from '../servers/installed-postgres.ts'
import { redisBinary, startRedis } from '../servers/redis.ts'
import type { ReceivedMail } from '../servers/relay.ts'

export const backends = [
  { backend: 'postgres' as const, available: true },
  { backend: 'redis' as const, available: redisBinary() !== undefined },
]

/** An installation with its own Redis, which begins empty, on a database of an installed Postgres, whose `sql` is for inspecting it. */
export type World = Passlink & { databaseUrl: string; sql: postgres.Sql; close: () => Promise<void> }

export const owner = 'passlink'

/** Makes an empty database, of the role that is to own its tables. */
export async function makeDatabase({ url }: InstalledPostgres): Promise<string> {
  const name = `passlink_${randomBytes(4).toString('hex')}`
  await execute(url, `create database ${name} owner ${owner}`)
  return Object.assign(new URL(url), { username: owner, pathname: name }).href
}

/** Makes the tables, and alice. */
export async function fillDatabase(databaseUrl: string): Promise<void> {
  await migrate(readDatabaseUrl(databaseUrl))
  await migrateQueue(readDatabaseUrl(databaseUrl))
  const { db, close } = openDatabase(readDatabaseUrl(databaseUrl))
  await saveOrganizations(db, [{ id: 'acme', name: 'Acme' }])
  await saveUsers(db, [alice])
  await close()
}

export async function openWorld(backend: 'postgres' | 'redis', databaseUrl: string): Promise<World> {
  const redis = backend === 'redis' ? await startRedis() : undefined
  const passlink = await createPasslink(redis ? { redisUrl: redis.url } : 'postgres')
  Object.assign(passlink.environment, {
    DATABASE_URL: databaseUrl,
    RETRY_SCHEDULE: '3s',
    STOP_TIMEOUT: '2s',
    CALL_TIMEOUT: '20s',
  })
  const sql = postgres(databaseUrl, { max: 2, onnotice: () => {} })
  return {
    ...passlink,
    databaseUrl,
    sql,
    async close() {
      await sql.end({ timeout: 1 })
      await passlink.stop()
      await redis?.stop()
    },
  }
}

/** Asks for a link, which must be answered 200. */
export async function ask({ issuer }: World, api: { port: number }): Promise<void> {
  const response = await askForLink(api, await issuer.token('alice'))
  if (response.status !== 200) throw new Error(`the call was answered ${response.status}`)
}

/** The id of the delivery that a mail is of. */
export const deliveryOf = ({ messageId = '' }: ReceivedMail) => /^<(.+)@/.exec(messageId)?.[1] ?? messageId

/** How many mails of each delivery the relay of `world` has. */
export function mailsOf({ relay }: Pick<World, 'relay'>): Map<string, number> {
  const counts = new Map<string, number>()
  for (const mail of relay.mails) counts.set(deliveryOf(mail), (counts.get(deliveryOf(mail)) ?? 0) + 1)
  return counts
}

/** Resolves once there are `count` deliveries, and all have ended. */
export const allEnded = ({ sql }: World, count: number) =>
  eventually(async () => {
    const rows = await sql<{ status: string }[]>`select status from deliveries`
    expect(rows.filter(({ status }) => status === 'sent' || status === 'dead')).toHaveLength(count)
    expect(rows).toHaveLength(count)
  }, 30_000)
