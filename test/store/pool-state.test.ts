import { readDatabaseUrl } from '@passlink/runtime'
import { type Database, openDatabase } from '@passlink/store'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createDirectory } from '../deliveries.ts'
import { eventually } from '../eventually.ts'
import type { TestDatabase } from '../servers/database.ts'

let database: TestDatabase
let pool: Database
beforeEach(async () => {
  database = await createDirectory()
  pool = openDatabase(readDatabaseUrl(database.url), { connectionsMax: 2 })
})
afterEach(async () => {
  await pool.close()
  await database.drop()
})

test('a pool tells how many of its connections are busy and idle, and how many transactions wait for one', async () => {
  expect(pool.connections()).toEqual({ busy: 0, idle: 0, max: 2, waiting: 0 })
  const ends: (() => void)[] = []
  const transaction = () =>
    pool.db.$client.begin(async tx => {
      await tx.unsafe('select 1')
      await new Promise<void>(resolve => void ends.push(resolve))
    })
  const all = [transaction(), transaction(), transaction(), transaction()]
  await eventually(() => expect(ends).toHaveLength(2))
  // In a transaction a connection is in use, also while nothing is asked.
  await eventually(() => expect(pool.connections()).toEqual({ busy: 2, idle: 0, max: 2, waiting: 2 }))
  for (const end of ends.splice(0)) end()
  await eventually(() => expect(pool.connections()).toMatchObject({ busy: 2, waiting: 0 }))
  await eventually(() => expect(ends).toHaveLength(2))
  for (const end of ends) end()
  await Promise.all(all)
  await eventually(() => expect(pool.connections()).toEqual({ busy: 0, idle: 2, max: 2, waiting: 0 }))
})

test('a transaction that fails to begin waits no longer', async () => {
  await pool.close()
  await expect(pool.db.$client.begin(async () => {})).rejects.toThrow()
  expect(pool.connections().waiting).toBe(0)
})
