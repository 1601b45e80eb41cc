import { takeTurn } from '@passlink/store'
import { afterEach, expect, test } from 'vitest'
import { createDatabase, type TestDatabase } from '../servers/database.ts'

let database: TestDatabase
afterEach(() => database?.drop())

test('one of many concurrent callers gets each turn', async () => {
  database = await createDatabase()
  const turns = async (chore: string) => {
    const taken = await Promise.all(Array.from({ length: 20 }, () => takeTurn(database.db, chore, 60_000)))
    return taken.filter(Boolean).length
  }
  expect(await turns('sweep')).toBe(1)
  expect(await turns('sweep')).toBe(0)
  expect(await turns('dust')).toBe(1)
  await database.sql`update turns set taken_at = taken_at - interval '1 minute'`
  expect(await turns('sweep')).toBe(1)
})
