import { readDatabaseUrl } from '@passlink/runtime'
import { type Database, type LinkRequest, openDatabase, recordLinks } from '@passlink/store'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createDirectory, outcomesOf, request, unlimited } from '../deliveries.ts'
import { countRows } from '../records.ts'
import type { TestDatabase } from '../servers/database.ts'

const keyed = (key: string): LinkRequest => ({
  ...request,
  idempotency: { caller: 'alice', client: 'app', key, requestHash: 'aa' },
})
const twoPerHour = { ...unlimited, perUser: { max: 2, windowMs: 3_600_000 } }

let database: TestDatabase
let pool: Database
let ended: Set<number>
let onStatement: (text: string) => void
beforeEach(async () => {
  database = await createDirectory()
  ended = new Set()
  onStatement = () => {}
  pool = openDatabase(readDatabaseUrl(database.url), { onStatement: text => onStatement(text.trim()) })
})
afterEach(async () => {
  await pool.close()
  await database.drop()
})

const record = (requests: LinkRequest[], limits = unlimited) =>
  recordLinks(pool.db, requests, limits, { leftMs: index => (ended.has(index) ? 0 : 60_000) })

/** Ends the calls of these requests when a statement that begins with this text is sent. */
function endAt(text: string, ...indexes: number[]) {
  const before = onStatement
  onStatement = sent => {
    before(sent)
    if (sent.startsWith(text)) for (const index of indexes) ended.add(index)
  }
}

const oneLink = { links: 1, deliveries: 1, events: 1 }

test.each([
  ['has ended before', 'begin'],
  ['ends while it waits for its locks', 'with people'],
])('a call that %s records nothing and uses nothing, and others are recorded', async (_, text) => {
  endAt(text, 0, 1)
  const answers = await record([keyed('k'), request, request, request, request], twoPerHour)
  expect(outcomesOf(answers)).toEqual(['call_ended', 'call_ended', 'recorded', 'recorded', 'limited'])
  expect(await countRows(database)).toEqual({ links: 2, deliveries: 2, events: 2 })
  expect(await database.sql`select from idempotency_keys`).toEqual([])
})

test('a call that ends while its link is written records nothing, its key is unused, and others are recorded', async () => {
  endAt('with requested', 0)
  const [gone, recorded] = await record([keyed('k'), request])
  expect(gone).toEqual({ outcome: 'call_ended' })
  expect(recorded?.outcome).toBe('recorded')
  expect(await countRows(database)).toEqual(oneLink)
  ended.clear()
  onStatement = () => {}
  expect(outcomesOf(await record([keyed('k'), keyed('k')]))).toEqual(['recorded', 'replayed'])
})

test('a call that ends while the link of another is removed records nothing', async () => {
  endAt('with requested', 0)
  endAt('with removed', 1)
  expect(outcomesOf(await record([request, request, request]))).toEqual([
    'call_ended',
    'call_ended',
    'recorded',
  ])
  expect(await countRows(database)).toEqual(oneLink)
})

test('a call that repeats one that has ended gets its link', async () => {
  endAt('with requested', 0)
  const answers = await record([keyed('k'), keyed('k')])
  expect(outcomesOf(answers)).toEqual(['call_ended', 'replayed'])
  expect(await countRows(database)).toEqual(oneLink)
  ended.clear()
  expect(await record([keyed('k')])).toEqual([answers[1]])
})
