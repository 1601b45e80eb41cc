import { afterEach, beforeEach, expect, test } from 'vitest'
import { claim, createDirectory, recordAndClaim } from '../deliveries.ts'
import type { TestDatabase } from '../servers/database.ts'

let database: TestDatabase
beforeEach(async () => {
  database = await createDirectory()
})
afterEach(() => database.drop())

const lapse = () => database.sql`update deliveries set claimed_until = now()`

test('a link keeps its key while the key ring has it, so that a repeated mail has the same code', async () => {
  const first = await recordAndClaim(database.db, { keyIds: { current: 'old', known: ['old'] } })
  expect(first.keyId).toBe('old')
  await lapse()
  const second = await claim(database.db, first.deliveryId, {
    keyIds: { current: 'new', known: ['new', 'old'] },
  })
  expect(second.keyId).toBe('old')
  expect(await database.sql`select key_id from links`).toEqual([{ key_id: 'old' }])
})

test('a link whose key is not in the key ring any more gets the current one', async () => {
  const first = await recordAndClaim(database.db, { keyIds: { current: 'old', known: ['old'] } })
  await lapse()
  const second = await claim(database.db, first.deliveryId, { keyIds: { current: 'new', known: ['new'] } })
  expect(second.keyId).toBe('new')
  expect(await database.sql`select key_id from links`).toEqual([{ key_id: 'new' }])
})

test('each attempt restarts the lifetime of the link', async () => {
  const { deliveryId } = await recordAndClaim(database.db, { linkLifetimeMs: 60_000 })
  const left = async () => {
    const [row] = await database.sql`select extract(epoch from expires_at - now())::int as seconds from links`
    return row?.seconds
  }
  expect(await left()).toBeLessThanOrEqual(60)
  await lapse()
  await claim(database.db, deliveryId, { linkLifetimeMs: 7_200_000 })
  const seconds = await left()
  expect(seconds).toBeGreaterThan(7_100)
  expect(seconds).toBeLessThanOrEqual(7_200)
})
