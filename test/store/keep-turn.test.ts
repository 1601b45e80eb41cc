import { createKeepTurn, takeTurn } from '@passlink/store'
import { afterEach, expect, test } from 'vitest'
import { createDatabase, type TestDatabase } from '../servers/database.ts'

let database: TestDatabase
afterEach(() => database?.drop())

test('one of many gets the turn and keeps it while it asks; once it stops another gets and keeps it', async () => {
  database = await createDatabase()
  const keepTurns = Array.from({ length: 10 }, () => createKeepTurn(database.db, 'walk', 60_000))
  const holders = async () => {
    const answers = await Promise.all(keepTurns.map(keep => keep()))
    return answers.flatMap((mine, index) => (mine ? [index] : []))
  }
  const first = await holders()
  expect(first).toHaveLength(1)
  expect(await holders()).toEqual(first)

  await database.sql`update turns set taken_at = taken_at - interval '1 minute'`
  const second = await holders()
  expect(second).toHaveLength(1)
  expect(await holders()).toEqual(second)
})

test('a turn that is kept is taken by nobody who takes it once a minute, until it has lapsed', async () => {
  database = await createDatabase()
  const { db, sql } = database
  const keep = createKeepTurn(db, 'walk', 60_000)
  for (const _round of [1, 2]) {
    expect(await keep()).toBe(true)
    expect(await takeTurn(db, 'walk', 60_000)).toBe(false)
  }
  await sql`update turns set taken_at = taken_at - interval '1 minute'`
  expect(await takeTurn(db, 'walk', 60_000)).toBe(true)
  expect(await keep()).toBe(false)
})
