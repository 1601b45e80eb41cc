import { afterEach, beforeEach, expect, test } from 'vitest'
import { eventually } from '../eventually.ts'
import { readinessOf } from '../metrics-of.ts'
import { type App, askForLink, createPasslink, type Passlink } from '../passlink.ts'
import { deliveriesThatAre } from '../records.ts'
import { type Gate, openGate } from '../servers/gate.ts'

let passlink: Passlink
let gate: Gate
beforeEach(async () => {
  passlink = await createPasslink('postgres')
  gate = await openGate(passlink.database.url)
  passlink.environment.DATABASE_URL = gate.url
})
afterEach(async () => {
  await passlink?.stop()
  await gate?.shut()
})

async function start() {
  const api = await passlink.startApi()
  const worker = await passlink.startWorker()
  const token = await passlink.issuer.token('alice')
  const ask = async () => (await askForLink(api, token)).status
  const state = async (app: App) => (await readinessOf(app)).body
  const areReady = async () => {
    expect(await state(api)).toMatchObject({ status: 'ready' })
    expect(await state(worker)).toMatchObject({ status: 'ready' })
  }
  return { api, worker, ask, state, areReady }
}

/** The statuses of calls at once, more than there are connections. */
const askMany = (ask: () => Promise<number>) => Promise.all(Array.from({ length: 12 }, ask))

test('when all connections go silent, calls and mails are back once the time limit of a statement has passed', {
  timeout: 90_000,
}, async () => {
  const { ask, areReady } = await start()
  expect(await askMany(ask)).toEqual(Array(12).fill(200))
  await deliveriesThatAre('sent', 12, passlink.database)
  gate.freeze()
  // A call that was sent to another silent connection shortly before is waiting for its own time limit.
  await eventually(async () => expect(await ask()).toBe(200), 25_000)
  expect(await askMany(ask)).toEqual(Array(12).fill(200))
  const links = await passlink.database.sql`select from deliveries`
  await eventually(() => deliveriesThatAre('sent', links.length, passlink.database), 20_000)
  await eventually(areReady)
})

test('a database that is read-only makes apps unready, and all sessions work once it is writable', {
  timeout: 60_000,
}, async () => {
  const { api, ask, state, areReady } = await start()
  const { sql } = passlink.database
  const name = new URL(passlink.database.url).pathname.slice(1)
  expect(await ask()).toBe(200)
  await eventually(areReady)

  await sql.unsafe(`alter database ${name} set default_transaction_read_only = on`)
  await sql`
    select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and pid <> pg_backend_pid() and application_name <> 'postgres.js'`
  await eventually(async () => expect(await ask()).toBe(503))
  expect(await askMany(ask)).toEqual(Array(12).fill(503))
  const isUnready = async () =>
    expect(await state(api)).toEqual({ status: 'not ready', checks: { database: 'away' } })
  await eventually(isUnready)
  for (let look = 0; look < 20; look += 1) await isUnready()

  await sql.unsafe(`alter database ${name} reset default_transaction_read_only`)
  await eventually(async () => expect(await ask()).toBe(200))
  expect(await askMany(ask)).toEqual(Array(12).fill(200))
  await eventually(areReady)
  await deliveriesThatAre('sent', 14, passlink.database)
})
