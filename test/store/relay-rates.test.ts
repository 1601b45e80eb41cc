import { createLogger } from '@passlink/runtime'
import { listRelays, reserveSends, restoreRates, saveRates } from '@passlink/store'
import { startSavingRates } from '@passlink/worker'
import { afterEach, beforeEach, expect, onTestFinished, test } from 'vitest'
import { eventually } from '../eventually.ts'
import { createDatabase, type TestDatabase } from '../servers/database.ts'

const both = [
  { relay: 'one:25', rate: '100/1s' },
  { relay: 'two:25', rate: null },
]

let database: TestDatabase
beforeEach(async () => {
  database = await createDatabase()
})
afterEach(() => database.drop())

async function ratesListed() {
  const { relays } = await listRelays(database.db)
  return Object.fromEntries(relays.map(({ name, rate }) => [name, rate]))
}

test('the rate of the worker that recorded it last is listed, and a relay without one gets no row', async () => {
  const { db } = database
  await saveRates(db, both)
  expect(await ratesListed()).toEqual({ 'one:25': '100/1s' })
  await saveRates(db, [
    { relay: 'one:25', rate: null },
    { relay: 'two:25', rate: '5/1m' },
  ])
  expect(await ratesListed()).toEqual({ 'one:25': null, 'two:25': '5/1m' })
})

test('what another worker is set to is not replaced when rates that were lost are recorded again', async () => {
  const { db, sql } = database
  await saveRates(db, [{ relay: 'one:25', rate: '7/1s' }])
  await restoreRates(db, both)
  expect(await ratesListed()).toEqual({ 'one:25': '7/1s' })
  await sql`delete from relays`
  await restoreRates(db, both)
  expect(await ratesListed()).toEqual({ 'one:25': '100/1s' })
})

test('a worker without a limit is not overruled by those that still run with one', async () => {
  const { db } = database
  await saveRates(db, both)
  await saveRates(db, [{ relay: 'one:25', rate: null }])
  await restoreRates(db, both)
  expect(await ratesListed()).toEqual({ 'one:25': null })
})

test('a worker records its rates when it starts, and again after the row was lost and made anew by a mail', async () => {
  const { db, sql } = database
  const stopping = new AbortController()
  onTestFinished(() => stopping.abort())
  startSavingRates(db, both, { signal: stopping.signal, log: createLogger('test', 'fatal'), everyMs: 20 })
  await eventually(async () => expect(await ratesListed()).toEqual({ 'one:25': '100/1s' }))
  await sql`delete from relays`
  await reserveSends(db, [{ relay: 'one:25', everyMs: 10 }])
  await eventually(async () => expect(await ratesListed()).toEqual({ 'one:25': '100/1s' }))
})
