import { migrateQueue } from '@passlink/queue'
import { readDatabaseUrl } from '@passlink/runtime'
import { type Database, migrate, openDatabase, saveOrganizations, saveUsers } from '@passlink/store'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { eventually } from '../eventually.ts'
import { figureOf, metricsOf, readinessOf } from '../metrics-of.ts'
import { startSessionOf } from '../operator.ts'
import { type App, askForLink, createPasslink, type Passlink } from '../passlink.ts'
import { alice } from '../people.ts'
import { type ReplicatedPostgres, startReplicatedPostgres } from '../servers/replica.ts'

let servers: ReplicatedPostgres
let database: Database
beforeAll(async () => {
  servers = await startReplicatedPostgres()
  await migrate(readDatabaseUrl(servers.url))
  await migrateQueue(readDatabaseUrl(servers.url))
  database = openDatabase(readDatabaseUrl(servers.url))
  await saveOrganizations(database.db, [{ id: 'acme', name: 'Acme' }])
  await saveUsers(database.db, [alice])
})
afterAll(async () => {
  await database?.close()
  await servers?.stop()
})

let passlink: Passlink
beforeEach(async () => {
  passlink = await createPasslink('postgres')
  Object.assign(passlink.environment, { DATABASE_URL: servers.url, DATABASE_READ_URL: servers.replicaUrl })
})
afterEach(async () => {
  await servers.replicaSql`select pg_wal_replay_resume() where pg_is_wal_replay_paused()`
  await passlink?.stop()
})

const replicaOf = async (app: App) => ((await readinessOf(app)).body as { replica?: string }).replica
const isUsed = (app: App) => eventually(async () => expect(await replicaOf(app)).toBe('ok'))
const figure = async (app: App, series: string) => figureOf(await metricsOf(app), series)

test('pages are read from the replica, say as of when they are, and show an operator what they changed', {
  timeout: 60_000,
}, async () => {
  const dashboard = await passlink.startDashboard()
  const cookie = await startSessionOf(database, 'operator')
  const url = `http://127.0.0.1:${dashboard.port}`
  const see = async (cookies: string) =>
    (await fetch(`${url}/relays`, { headers: { cookie: cookies } })).text()
  await isUsed(dashboard)
  expect(await see(cookie)).not.toContain('Paused:')

  await servers.replicaSql`select pg_wal_replay_pause()`
  await servers.sql`insert into pauses (scope, reason, operator) values ('webhook', 'moved', 'somebody')`
  expect(await see(cookie)).not.toContain('Paused:')
  expect(await figure(dashboard, 'passlink_replica_reads_total{server="replica"}')).toBeGreaterThan(1)

  const body = new URLSearchParams({ scope: 'mail', reason: 'a leak', until: '' })
  const set = await fetch(`${url}/pauses/set`, {
    method: 'POST',
    body,
    headers: { cookie },
    redirect: 'manual',
  })
  expect(set.status).toBe(303)
  const changed = set.headers.getSetCookie().find(each => each.startsWith('changed=')) ?? ''
  expect(changed).toContain('Max-Age=15')
  const own = await see(`${cookie}; ${changed.split(';')[0]}`)
  expect(own).toContain('Paused: all mails')
  expect(own).toContain('Paused: all webhooks')

  await eventually(async () => {
    const page = await see(cookie)
    expect(page).toContain('the replica of the database is behind')
    expect(page).not.toContain('Paused:')
  })
  await eventually(async () => expect(await see(cookie)).toContain('Paused: all mails'), 20_000)
  expect(await see(cookie)).not.toContain('the replica of the database is behind')
  expect(await replicaOf(dashboard)).toMatch(/^not used: it is 1\d s behind$/)
  expect((await readinessOf(dashboard)).status).toBe(200)
  expect(await figure(dashboard, 'passlink_replica_used')).toBe(0)
  expect(await figure(dashboard, 'passlink_replica_lag_seconds')).toBeGreaterThan(10)
})

test('the status of a link is known as soon as it is recorded, though the replica does not have it', async () => {
  const api = await passlink.startApi()
  const token = await passlink.issuer.token('alice')
  await isUsed(api)
  await servers.replicaSql`select pg_wal_replay_pause()`
  const link = (await askForLink(api, token)).headers.get('passlink-link-id')
  const headers = { authorization: `Bearer ${token}` }
  const status = await fetch(`http://127.0.0.1:${api.port}/v1/links/${link}`, { headers })
  expect(await status.json()).toMatchObject({ id: link, state: 'queued' })
  expect(await figure(api, 'passlink_replica_reads_total{server="replica"}')).toBe(1)
})

test('what a page is about is found as soon as it is recorded, though the replica does not have it', async () => {
  const [api, dashboard] = await Promise.all([passlink.startApi(), passlink.startDashboard()])
  const cookie = await startSessionOf(database, 'operator')
  const statusOf = async (path: string) =>
    (await fetch(`http://127.0.0.1:${dashboard.port}${path}`, { headers: { cookie } })).status
  await isUsed(dashboard)
  await servers.replicaSql`select pg_wal_replay_pause()`
  await saveOrganizations(database.db, [{ id: 'new', name: 'New' }])
  await askForLink(api, await passlink.issuer.token('alice'))
  const [delivery] = await servers.sql`select id from deliveries order by created_at desc limit 1`
  for (const path of [
    `/deliveries/${delivery?.id}`,
    '/organizations/show?id=new',
    '/mails/html?organization=new',
  ])
    expect(await statusOf(path), path).toBe(200)
  expect(await statusOf('/organizations/show?id=nowhere')).toBe(404)
})

test('without a replica nothing is said of one, and what an operator changes sets no cookie', async () => {
  passlink.environment.DATABASE_READ_URL = ''
  const dashboard = await passlink.startDashboard()
  const cookie = await startSessionOf(database, 'operator')
  const body = new URLSearchParams({ scope: 'mail' })
  const url = `http://127.0.0.1:${dashboard.port}/pauses/end`
  const ended = await fetch(url, { method: 'POST', body, headers: { cookie }, redirect: 'manual' })
  expect(ended.status).toBe(303)
  expect(ended.headers.getSetCookie().join()).not.toContain('changed=')
  expect(await replicaOf(dashboard)).toBeUndefined()
  expect(await metricsOf(dashboard)).not.toMatch(/^passlink_replica_\w+(\{.*\})? \d/m)
})
