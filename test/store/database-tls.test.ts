import { chmod, chown, mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import { connect, createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openPostgres, type Postgres } from '@passlink/local'
import { migrateQueue, openQueue } from '@passlink/queue'
import { readDatabaseUrl } from '@passlink/runtime'
import { migrate, openDatabase, takeTurn } from '@passlink/store'
import postgres from 'postgres'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { eventually } from '../eventually.ts'
import { createDatabase } from '../servers/database.ts'
import { freePort } from '../servers/free-port.ts'
import { createSelfSigned } from '../servers/relay/self-signed.ts'

let folder: string
let server: Postgres
let sql: postgres.Sql
let port: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'passlink-tls-'))
  await chmod(folder, 0o755)
  server = await openPostgres({ directory: join(folder, 'postgres'), port: await freePort(), durable: false })
  sql = postgres(server.url, { max: 1, onnotice: () => {} })
  port = new URL(server.url).port
  const ours = createSelfSigned('localhost')
  const data = join(folder, 'postgres', 'data')
  const { uid, gid } = await stat(data)
  for (const [name, content] of [
    ['server.crt', ours.cert],
    ['server.key', ours.key],
  ] as const) {
    await writeFile(join(folder, name), content)
    await writeFile(join(data, name), content, { mode: 0o600 })
    await chown(join(data, name), uid, gid)
  }
  await writeFile(join(folder, 'other.crt'), createSelfSigned('localhost').cert)
  await sql`alter system set ssl = on`
  await sql`alter system set ssl_ca_file = 'server.crt'`
  await sql`select pg_reload_conf()`
  await eventually(async () => expect(await sql`show ssl`).toEqual([{ ssl: 'on' }]))
  await migrate(readDatabaseUrl(server.url))
  await migrateQueue(readDatabaseUrl(server.url))
}, 60_000)
afterAll(async () => {
  await sql?.end()
  await server?.stop()
  if (folder) await rm(folder, { recursive: true, force: true })
})

let closers: (() => Promise<unknown> | unknown)[] = []
afterEach(async () => {
  for (const close of closers.reverse()) await close()
  closers = []
})

/** Whether the sessions of both drivers are encrypted, and with which certificate of a client. */
async function sessionsAt(url: string) {
  const named = `${url}${url.includes('?') ? '&' : '?'}application_name=tls-test`
  const database = openDatabase(readDatabaseUrl(named), { connectionsMax: 1 })
  closers.push(database.close)
  await database.ping()
  const queue = openQueue({ database: readDatabaseUrl(named) })
  closers.push(queue.close)
  await queue.ping()
  return sql`
    select distinct ssl, client_dn from pg_stat_ssl join pg_stat_activity using (pid)
    where application_name = 'tls-test'`
}

async function refusalsAt(url: string) {
  const database = openDatabase(readDatabaseUrl(url), { connectionsMax: 1 })
  closers.push(database.close)
  const queue = openQueue({ database: readDatabaseUrl(url) })
  closers.push(queue.close)
  if (url.includes('verify')) await expect(database.ping()).rejects.toMatchObject({ isAway: true })
  const [ofStore, ofQueue] = await Promise.allSettled([database.ping(), queue.ping()])
  return [ofStore, ofQueue].map(one => (one.status === 'rejected' ? String(one.reason.message) : 'accepted'))
}

const encrypted = { ssl: true, client_dn: null }
const plain = { ssl: false, client_dn: null }
const file = (name: string) => join(folder, name)
const at = (host: string, query: string) => `postgres://passlink@${host}:${port}/passlink?${query}`

describe('a server with a certificate for localhost is reached by both drivers', () => {
  test.each([
    ['127.0.0.1', () => '', encrypted],
    ['127.0.0.1', () => 'sslmode=disable', plain],
    ['127.0.0.1', () => 'sslmode=allow', encrypted],
    ['127.0.0.1', () => 'sslmode=prefer', encrypted],
    ['127.0.0.1', () => 'sslmode=require', encrypted],
    ['127.0.0.1', () => 'sslmode=no-verify', encrypted],
    ['127.0.0.1', () => `sslmode=verify-ca&sslrootcert=${file('server.crt')}`, encrypted],
    ['127.0.0.1', () => `sslmode=require&sslrootcert=${file('server.crt')}`, encrypted],
    ['localhost', () => `sslmode=verify-full&sslrootcert=${file('server.crt')}`, encrypted],
    [
      'localhost',
      () => `sslmode=require&channel_binding=require&sslrootcert=${file('server.crt')}`,
      encrypted,
    ],
    [
      '127.0.0.1',
      () => `sslmode=require&sslcert=${file('server.crt')}&sslkey=${file('server.key')}`,
      { ssl: true, client_dn: '/CN=localhost' },
    ],
  ])('%s %s', async (host, query, session) => {
    expect(await sessionsAt(at(host, query()))).toEqual([session])
  })
})

describe('a server with a certificate for localhost is refused by both drivers', () => {
  test.each([
    ['127.0.0.1', () => `sslmode=verify-full&sslrootcert=${file('server.crt')}`, /altnames|does not match/],
    ['localhost', () => `sslmode=verify-full&sslrootcert=${file('other.crt')}`, /self-signed|signature/],
    ['localhost', () => `sslmode=verify-ca&sslrootcert=${file('other.crt')}`, /self-signed|signature/],
    ['localhost', () => 'sslmode=verify-full', /self-signed/],
    ['localhost', () => 'sslrootcert=system', /self-signed/],
    ['localhost', () => 'sslmode=require&channel_binding=require', /self-signed/],
  ])('%s %s', async (host, query, reason) => {
    for (const refusal of await refusalsAt(at(host, query()))) expect(refusal).toMatch(reason)
  })
})

test('a server without TLS is reached by sslmode=prefer and refused by sslmode=require', async () => {
  const database = await createDatabase()
  closers.push(database.drop)
  expect(await refusalsAt(`${database.url}?sslmode=prefer`)).toEqual(['accepted', 'accepted'])
  for (const refusal of await refusalsAt(`${database.url}?sslmode=require`))
    expect(refusal).toContain('offers no TLS')
})

test('a Unix socket is reached by both drivers, without TLS', async () => {
  const path = join(folder, '.s.PGSQL.6000')
  const proxy: Server = createServer(near => {
    const far = connect(Number(port), '127.0.0.1')
    near.pipe(far).pipe(near)
    for (const socket of [near, far]) socket.on('error', () => {})
  }).listen(path)
  closers.push(() => void proxy.close())
  const url = `postgres://passlink@/passlink?host=${folder}&port=6000&sslmode=require`
  expect(await sessionsAt(url)).toEqual([plain])
})

test('of several hosts the first that answers is used', async () => {
  const away = `127.0.0.1:${await freePort()}`
  expect(await sessionsAt(`postgres://passlink@${away},127.0.0.1:${port}/passlink`)).toEqual([encrypted])
})

test('when the first of several hosts can only read, the next one is used within a few calls', async () => {
  const primary = await createDatabase()
  closers.push(primary.drop)
  const name = new URL(primary.url).pathname.slice(1)
  await sql.unsafe(`create database ${name} template passlink`)
  closers.push(() => sql.unsafe(`drop database ${name} with (force)`))
  await sql.unsafe(`alter database ${name} set default_transaction_read_only = on`)
  const hosts = `127.0.0.1:${port},${new URL(primary.url).host}`
  const pool = openDatabase(readDatabaseUrl(`postgres://passlink@${hosts}/${name}`), { connectionsMax: 3 })
  closers.push(pool.close)
  await expect(takeTurn(pool.db, 'chore', 1)).rejects.toMatchObject({ isAway: true })
  await eventually(async () => expect(await takeTurn(pool.db, 'chore', 1)).toBe(true))
  await pool.ping()
})
