import { listAudit } from '@passlink/store'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createDatabase, type TestDatabase } from '../servers/database.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await createDatabase()
  await database.sql`
    insert into audit (operator, address, action, subject, details, at)
    select case n % 2 when 0 then 'olga' else 'otto' end, '192.0.2.7',
      case n % 3 when 0 then 'pause.set' when 1 then 'pause.ended' else 'links.revoked' end,
      case n % 4 when 0 then 'acme' end, '{"name": "Olga"}', '2026-11-28T00:00:00Z'::timestamptz + n * interval '1 minute'
    from generate_series(1, 12) as n`
})
afterAll(() => database?.drop())

const list = async (
  filter: Parameters<typeof listAudit>[1],
  options: { before?: string; limit?: number } = {},
) => (await listAudit(database.db, filter, { limit: 20, ...options })).map(({ sequence }) => Number(sequence))

test('lines are listed from the newest on, also if their numbers have more digits', async () => {
  expect(await list({})).toEqual([12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1])
  expect(await list({}, { limit: 2 })).toEqual([12, 11])
  expect(await list({}, { before: '11', limit: 3 })).toEqual([10, 9, 8])
})

test('they are selected by operator, subject, the beginning of the action, and time', async () => {
  expect(await list({ operator: 'olga' })).toEqual([12, 10, 8, 6, 4, 2])
  expect(await list({ subject: 'acme' })).toEqual([12, 8, 4])
  expect(await list({ action: 'pause.' })).toEqual([12, 10, 9, 7, 6, 4, 3, 1])
  expect(await list({ action: 'pause.set', operator: 'otto' })).toEqual([9, 3])
  expect(await list({ since: '2026-11-28T00:10:00Z', until: '2026-11-28T00:11:00Z' })).toEqual([11, 10])
})
