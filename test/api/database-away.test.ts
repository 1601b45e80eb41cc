import { afterEach, beforeEach, expect, test } from 'vitest'
import { breakTable } from '../break-table.ts'
import { failure } from '../call.ts'
import { eventually } from '../eventually.ts'
import { askForLink, createPasslink, type Passlink } from '../passlink.ts'
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

/** As a proxy without a server behind it does, before or after it has read what we say first. */
const turnedAway = [
  ['closed', 0],
  ['closed', 50],
  ['reset', 0],
  ['reset', 50],
] as const

test('while the database is away calls are answered 503, and accepted when it is back', async () => {
  const api = await passlink.startApi()
  const token = await passlink.issuer.token('alice')
  expect((await askForLink(api, token)).status).toBe(200)

  await gate.shut()
  const refused = await askForLink(api, token)
  expect(refused.status).toBe(503)
  expect(refused.headers.get('retry-after')).toBe('1')
  expect(await refused.json()).toEqual(failure(14, 'unavailable', 'DB-4w4yX'))

  await gate.open()
  await eventually(async () => expect((await askForLink(api, token)).status).toBe(200))
})

test.each(turnedAway)(
  'while a database that lets nobody in, or a proxy before it, has new connections %s after %d ms, calls are answered 503, and accepted when it lets them in',
  async (how, afterMs) => {
    gate.turnAway(how, afterMs)
    const api = await passlink.startApi()
    const token = await passlink.issuer.token('alice')
    for (let call = 0; call < 30; call++) {
      const refused = await askForLink(api, token)
      expect(refused.status).toBe(503)
      expect(refused.headers.get('retry-after')).toBe('1')
      expect(await refused.json()).toEqual(failure(14, 'unavailable', 'DB-4w4yX'))
    }
    await gate.open()
    await eventually(async () => expect((await askForLink(api, token)).status).toBe(200))
  },
)

test.each(turnedAway)(
  'a call after the connections ended is answered 503 while new ones are %s after %d ms, and 200 once they are let in',
  async (how, afterMs) => {
    const api = await passlink.startApi()
    const token = await passlink.issuer.token('alice')
    expect((await askForLink(api, token)).status).toBe(200)
    gate.turnAway(how, afterMs)
    await passlink.database.sql`
      select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and application_name = 'passlink'`
    await eventually(async () => expect((await askForLink(api, token)).status).toBe(503))
    for (let call = 0; call < 30; call++) expect((await askForLink(api, token)).status).toBe(503)
    await gate.open()
    await eventually(async () => expect((await askForLink(api, token)).status).toBe(200))
  },
)

test('an api that started before its database accepts calls once the database is up', async () => {
  await gate.shut()
  const api = await passlink.startApi()
  const token = await passlink.issuer.token('alice')
  expect((await askForLink(api, token)).status).toBe(503)
  await gate.open()
  await eventually(async () => expect((await askForLink(api, token)).status).toBe(200))
})

test('a connection that the database ends is replaced', async () => {
  const api = await passlink.startApi()
  const token = await passlink.issuer.token('alice')
  await askForLink(api, token)
  await passlink.database.sql`
    select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and application_name = 'passlink'`
  await eventually(async () => expect((await askForLink(api, token)).status).toBe(200))
})

test('an internal error is answered 500 without its cause', async () => {
  const api = await passlink.startApi()
  await breakTable(passlink.database, 'events')
  const failed = await askForLink(api, await passlink.issuer.token('alice'))
  expect(failed.status).toBe(500)
  expect(await failed.json()).toEqual(failure(13, 'internal', 'INT-3rr0r'))
})

test('a database that is back is used again, even after many failed calls', async () => {
  const api = await passlink.startApi()
  const token = await passlink.issuer.token('alice')
  await gate.shut()
  for (let call = 0; call < 30; call++) expect((await askForLink(api, token)).status).toBe(503)
  await gate.open()
  await eventually(async () => expect((await askForLink(api, token)).status).toBe(200))
})
