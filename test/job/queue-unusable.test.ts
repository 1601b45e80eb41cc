import { randomBytes } from 'node:crypto'
import { saveOrganizations, saveUsers } from '@passlink/store'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type AppProcess, runAppProcess } from '../app-process.ts'
import { runCommand } from '../cli/run-command.ts'
import { eventually } from '../eventually.ts'
import { createPasslink, type Passlink, requestLinkForAlice } from '../passlink.ts'
import { alice } from '../people.ts'
import { deliveryThatIs } from '../records.ts'
import { type Gate, openGate } from '../servers/gate.ts'

let passlink: Passlink
let gate: Gate | undefined
let role: string | undefined
beforeEach(async () => {
  passlink = await createPasslink('postgres')
})
afterEach(async () => {
  if (role) await passlink.database.sql.unsafe(`drop owned by ${role}; drop role ${role}`)
  await passlink?.stop()
  await gate?.shut()
  role = gate = undefined
})

const get = async (port: number, path: string) => {
  const response = await fetch(`http://127.0.0.1:${port}${path}`)
  return { status: response.status, body: await response.json() }
}
const notReady = (checks: object) => ({ status: 503, body: { status: 'not ready', checks } })
const ready = { status: 200, body: { status: 'ready', checks: { database: 'ok', queue: 'ok' } } }

const logged = (app: AppProcess) =>
  app
    .output()
    .trim()
    .split('\n')
    .map(line => JSON.parse(line))
const troubles = (app: AppProcess) => logged(app).filter(({ msg }) => msg === 'queue trouble')

async function mailsOneLink() {
  await requestLinkForAlice(passlink, await passlink.startApi())
  await deliveryThatIs('sent', passlink.database)
  expect(passlink.relay.mails).toHaveLength(1)
}

async function emptyDatabase() {
  const { sql } = passlink.database
  await sql`drop schema public, drizzle, bullmq cascade`
  await sql`create schema public`
}

test('a worker that starts before the migration says so, stays alive, and mails without a restart after it', async () => {
  await emptyDatabase()
  const worker = runAppProcess('worker', passlink.environment)
  const port = await worker.metricsPort
  await eventually(() => expect(troubles(worker)).toHaveLength(2))
  const isAway = async () =>
    expect(await get(port, '/readyz')).toEqual(notReady({ database: 'away', queue: 'away' }))
  await eventually(isAway)
  for (let look = 0; look < 50; look += 1) {
    await isAway()
    expect((await get(port, '/healthz')).status).toBe(200)
  }
  // One for each of the two queues.
  expect(troubles(worker).map(({ err }) => err.message)).toEqual(
    Array(2).fill('the database lacks the tables of the queue: run npm run migrate'),
  )
  expect(logged(worker).length).toBeLessThan(20)

  const { code } = await runCommand('migrate', [], { settings: { DATABASE_URL: passlink.database.url } })
  expect(code).toBe(0)
  await saveOrganizations(passlink.database.db, [{ id: 'acme', name: 'Acme' }])
  await saveUsers(passlink.database.db, [alice])
  await mailsOneLink()
  await eventually(async () => expect(await get(port, '/readyz')).toEqual(ready))
  expect(logged(worker).filter(({ msg }) => msg === 'jobs are taken')).toHaveLength(2)
})

test.each(['worker', 'api', 'dashboard'] as const)(
  'before the migration %s answers /healthz, is not ready, and exits with 0 on SIGTERM',
  async app => {
    await emptyDatabase()
    const running = runAppProcess(app, passlink.environment)
    const port = await running.listening
    expect((await get(port, '/readyz')).status).toBe(503)
    expect((await get(port, '/healthz')).status).toBe(200)
    running.kill('SIGTERM')
    expect(await running.ended).toMatchObject({ code: 0 })
  },
)

test('a worker that may not use the tables of the queue says so, and mails once it may', async () => {
  const { sql } = passlink.database
  role = `limited_${randomBytes(6).toString('hex')}`
  await sql.unsafe(`
    create role ${role} login;
    grant usage on schema public, drizzle to ${role};
    grant all on all tables in schema public, drizzle to ${role}; grant all on all sequences in schema public to ${role}`)
  const url = Object.assign(new URL(passlink.database.url), { username: role }).href
  const worker = runAppProcess('worker', { ...passlink.environment, DATABASE_URL: url })
  const port = await worker.metricsPort
  await eventually(() => expect(troubles(worker)).toHaveLength(2))
  await eventually(async () =>
    expect(await get(port, '/readyz')).toEqual(notReady({ database: 'ok', queue: 'away' })),
  )
  expect(troubles(worker)[0].err.message).toContain('permission denied for schema bullmq')

  await sql.unsafe(`
    grant usage on schema bullmq to ${role};
    grant all on all tables in schema bullmq to ${role}; grant all on all sequences in schema bullmq to ${role}`)
  await mailsOneLink()
  await eventually(async () => expect(await get(port, '/readyz')).toEqual(ready))
})

test('a worker whose first looks at the queue are cut off mails after them', async () => {
  gate = await openGate(passlink.database.url)
  const cut = gate.cutAt('"bullmq".migration', 3)
  const worker = runAppProcess('worker', { ...passlink.environment, DATABASE_URL: gate.url })
  const port = await worker.metricsPort
  await cut
  await mailsOneLink()
  await eventually(async () => expect(await get(port, '/readyz')).toEqual(ready))
})

test('once the queue was found usable, nothing looks again and can be cut off at that', async () => {
  gate = await openGate(passlink.database.url)
  void gate.cutAt('"bullmq".migration', 10, 1)
  const worker = runAppProcess('worker', { ...passlink.environment, DATABASE_URL: gate.url })
  await worker.listening
  await mailsOneLink()
  worker.kill('SIGTERM')
  expect(await worker.ended).toMatchObject({ code: 0 })
})

test('a queue whose tables are gone costs a worker no more than a try every half second', async () => {
  const worker = runAppProcess('worker', passlink.environment)
  const port = await worker.metricsPort
  await eventually(async () => expect(await get(port, '/readyz')).toEqual(ready))
  await passlink.database.sql`alter schema bullmq rename to elsewhere`
  const isAway = async () =>
    expect(await get(port, '/readyz')).toEqual(notReady({ database: 'ok', queue: 'away' }))
  await eventually(() => expect(troubles(worker).length).toBeGreaterThan(0))
  await eventually(isAway)
  for (let look = 0; look < 50; look += 1) await isAway()
  expect(logged(worker).length).toBeLessThan(30)

  await passlink.database.sql`alter schema elsewhere rename to bullmq`
  await mailsOneLink()
  worker.kill('SIGTERM')
  expect(await worker.ended).toMatchObject({ code: 0 })
})
