import { afterAll, beforeAll, expect, test } from 'vitest'
import { explainEverything, explainedCalls } from '../bench/explain/explain-everything.ts'
import { type Explained, explainingPool } from '../bench/explain/explaining-pool.ts'
import { fill } from '../bench/explain/fill.ts'
import { type Found, problemsOf } from '../bench/explain/judge.ts'
import { describeProblems } from '../bench/explain/report.ts'
import { createDatabase, type TestDatabase } from '../servers/database.ts'

let database: TestDatabase
let found: Found
beforeAll(async () => {
  database = await createDatabase()
  await fill(database.sql, 20_000, () => {})
  found = await explainEverything(database.url)
}, 240_000)
afterAll(() => database?.drop())

// Which plans are chosen depends on how many rows there are: npm run bench -- --explain looks at those for ten million links.
test('npm run bench -- --explain makes calls that send all SQL of the store and of the queue, and none of them fails', () => {
  const problems = problemsOf(found).filter(({ problem }) => problem !== 'sequential')
  expect(describeProblems(problems)).toBe('  no problem was found')
  expect(new Set(found.explained.map(({ text }) => text)).size).toBeGreaterThan(200)
})

test('a statement whose index is gone is named, with its plan', async () => {
  await database.sql`drop index deliveries_request`
  const explained: Explained[] = []
  const { db, name } = explainingPool(database.db, database.sql, explained)
  const call = 'search “request-5001”'
  name(call)
  await explainedCalls[call]?.(db, {} as never)
  const problems = problemsOf({ ...found, explained, failed: [], unseen: [] })
  expect(problems).toContainEqual(
    expect.objectContaining({
      problem: 'sequential',
      scan: expect.objectContaining({ table: 'deliveries' }),
    }),
  )
  expect(describeProblems(problems)).toContain(`${call}: the plan for its values reads all of deliveries`)
})
