import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createDirectory } from '../deliveries.ts'
import type { TestDatabase } from '../servers/database.ts'
import { type GuardOfRules, guardsOfRules } from './guards.ts'
import { type Delivery, recorded } from './protocol.ts'
import { allVerbs } from './real/all-verbs.ts'
import { changes } from './real/changes.ts'
import { reachableDeliveries } from './real/reachable-deliveries.ts'
import { readDeliveries, recordDeliveries, writeDeliveries } from './real/rows.ts'
import type { Verb } from './real/verbs.ts'
import { rules, rulesWithout } from './rules.ts'

const rows = reachableDeliveries()

let database: TestDatabase
let allIds: string[]
beforeAll(async () => {
  database = await createDirectory()
  allIds = await recordDeliveries(database, rows.length)
})
afterAll(() => database.drop())

test('a delivery is read as it was written', async () => {
  await writeDeliveries(database, allIds, rows)
  expect(await readDeliveries(database, allIds)).toEqual(rows)
})

describe(`for each of the ${rows.length} rows that a delivery can have`, { timeout: 60_000 }, () => {
  test.each(allVerbs.map(verb => [verb.name, verb] as const))(
    'Postgres does as the model does: %s',
    async (_, verb) => {
      const before = rows.filter(verb.appliesTo)
      const ids = allIds.slice(0, before.length)
      await writeDeliveries(database, ids, before)
      const after = await runAndCompare(verb, ids, before)
      expect(await readDeliveries(database, ids)).toEqual(after)
    },
  )

  test.each(
    Object.entries(guardsOfRules).map(
      ([guard, { guarantee }]) => [guard as GuardOfRules, guarantee] as const,
    ),
  )('some verb would differ without %s (%s)', async guard => {
    const broken = await rulesWithout(guard)
    const differs = ({ appliesTo, model }: Verb, row: Delivery) =>
      appliesTo(row) && !isDeepStrictEqual(model(row, broken), model(row, rules))
    expect(allVerbs.some(verb => rows.some(row => differs(verb, row)))).toBe(true)
  })
})

/** Runs the verb in Postgres, whose answers must be the model's. Resolves to the rows that the model expects. */
async function runAndCompare({ real, model }: Verb, ids: string[], before: Delivery[]): Promise<Delivery[]> {
  const subjects = before.map((delivery, index) => ({ delivery, id: ids[index] as string }))
  const expected = before.map(delivery => model(delivery, rules))
  expect(await real(database.db, subjects)).toEqual(expected.flatMap(({ answers }) => answers))
  return expected.map(({ delivery }) => delivery)
}

const verbNames = allVerbs.map(({ name }) => name)
const step = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...verbNames.filter(name => name.startsWith('claim'))) },
  { weight: 4, arbitrary: fc.constantFrom(...verbNames) },
  { weight: 3, arbitrary: fc.constantFrom(...changes.map(({ name }) => name)) },
)
const turns = 12
const sequences = fc.array(fc.array(step, { minLength: 2, maxLength: turns }), {
  minLength: 40,
  maxLength: 80,
})

test('after hundreds of sequences of verbs and changes the rows in Postgres match the model', {
  timeout: 120_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(sequences, async all => {
      const ids = await recordDeliveries(database, all.length)
      const expected = all.map(() => recorded)
      for (let turn = 0; turn < turns; turn++) {
        for (const name of new Set(all.flatMap(sequence => sequence[turn] ?? [])))
          await takeStep(
            name,
            ids,
            expected,
            all.map(sequence => sequence[turn] === name),
          )
        expect(await readDeliveries(database, ids)).toEqual(expected)
      }
    }),
    { seed: 20, numRuns: 8, endOnFailure: true },
  )
})

/** Runs the verb or change on all deliveries whose sequence has it at this turn, in one transaction. */
async function takeStep(name: string, ids: string[], expected: Delivery[], isTurn: boolean[]): Promise<void> {
  const verb = allVerbs.find(verb => verb.name === name)
  const change = changes.find(change => change.name === name)
  const { appliesTo } = (verb ?? change) as { appliesTo: Verb['appliesTo'] }
  const places = [...isTurn.keys()].filter(
    place => (isTurn[place] || verb?.isForAll) && appliesTo(expected[place] as Delivery),
  )
  if (places.length === 0) return
  const chosen = places.map(place => ids[place] as string)
  const before = places.map(place => expected[place] as Delivery)
  const after = verb
    ? await runAndCompare(verb, chosen, before)
    : before.map(delivery => change?.model(delivery))
  if (change) await change.real(database.db, chosen)
  for (const [index, place] of places.entries()) expected[place] = after[index] as Delivery
}
