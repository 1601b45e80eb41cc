import { readDatabaseUrl } from '@passlink/runtime'
import { type Database, openDatabase } from '@passlink/store'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createDirectory } from '../deliveries.ts'
import { eventually } from '../eventually.ts'
import type { TestDatabase } from '../servers/database.ts'
import type { Delivery } from './protocol.ts'
import { allVerbs } from './real/all-verbs.ts'
import { type Change, changes } from './real/changes.ts'
import { reachableDeliveries } from './real/reachable-deliveries.ts'
import { readDeliveries, recordDeliveries, writeDeliveries } from './real/rows.ts'
import type { Subject, Verb } from './real/verbs.ts'
import { rules } from './rules.ts'

const rows = reachableDeliveries().filter(
  ({ link, hasAddress, paused }) => link === 'open' && hasAddress && !paused,
)

let database: TestDatabase
let patientDatabase: Database
let allIds: string[]
beforeAll(async () => {
  database = await createDirectory()
  patientDatabase = openDatabase(readDatabaseUrl(database.url), { lockMs: 15_000 })
  allIds = await recordDeliveries(database, rows.length)
})
afterAll(async () => {
  await patientDatabase.close()
  await database.drop()
})

const verbNames = [
  'claim',
  'claim, to be redriven',
  'settle the latest attempt as accepted, retry never',
  'settle the latest attempt as rejected, retry never',
  'settle the latest attempt as deferred, retry timely',
  'settle the latest attempt as unknown, retry late',
  'settle the attempt before as accepted, retry never',
  'renew the latest attempt',
  'redrive',
  'discard',
  'expire',
  'the link is redeemed',
]
const verbs = [...allVerbs, ...changes.map(asVerb)].filter(({ name }) => verbNames.includes(name))

test.each(verbs.map(verb => [verb.name, verb] as const))(
  '%s, concurrent with each other verb, has the result of one after the other',
  { timeout: 60_000 },
  async (_, first) => {
    for (const second of verbs) {
      const before = rows.filter(row => first.appliesTo(row) && second.appliesTo(row))
      const ids = allIds.slice(0, before.length)
      await writeDeliveries(database, ids, before)
      const subjects = before.map((delivery, index) => ({ delivery, id: ids[index] as string }))
      const [ofFirst, ofSecond] = await runBoth(first, second, subjects)
      const after = await readDeliveries(database, ids)
      for (const [index, delivery] of before.entries()) {
        const result = {
          after: after[index],
          ofFirst: answersOf(first, ofFirst, index),
          ofSecond: answersOf(second, ofSecond, index),
        }
        expect(inEitherOrder(first, second, delivery), second.name).toContainEqual(result)
      }
    }
  },
)

/** If both verbs wait for locked rows, both begin before either has changed one; otherwise they race. */
function runBoth(first: Verb, second: Verb, subjects: Subject[]): Promise<[unknown[], unknown[]]> {
  const { db } = patientDatabase
  if (first.whenLocked || second.whenLocked)
    return Promise.all([first.real(db, subjects), second.real(db, subjects)])
  return runWhileLocked(first, second, subjects)
}

async function runWhileLocked(
  first: Verb,
  second: Verb,
  subjects: Subject[],
): Promise<[unknown[], unknown[]]> {
  const { sql } = database
  const { db } = patientDatabase
  const ids = subjects.map(({ id }) => id)
  const { both } = await sql.begin(async holder => {
    await holder`select from deliveries join links on links.id = link_id where deliveries.id in ${holder(ids)} for update`
    const one = first.real(db, subjects)
    await statementsWaiting(1)
    const other = second.real(db, subjects)
    await statementsWaiting(2)
    return { both: [one, other] as const }
  })
  return Promise.all(both)
}

function statementsWaiting(count: number) {
  const { sql } = database
  return eventually(async () => {
    const waiting = await sql`
      select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`
    expect(waiting).toHaveLength(count)
  })
}

/** A verb that runs on all deliveries at once has no answer for each. */
const answersOf = ({ isForAll }: Verb, answers: unknown[], index: number) =>
  isForAll ? undefined : answers[index]

/** The results that the model allows. Both verbs choose their arguments by the row as both found it. */
function inEitherOrder(first: Verb, second: Verb, seen: Delivery) {
  const afterFirst = first.model(seen, rules)
  const then = second.model(afterFirst.delivery, rules, seen)
  const afterSecond = second.model(seen, rules)
  const last = first.model(afterSecond.delivery, rules, seen)
  const allowed = [
    { after: then.delivery, ofFirst: afterFirst.answers[0], ofSecond: then.answers[0] },
    { after: last.delivery, ofFirst: last.answers[0], ofSecond: afterSecond.answers[0] },
  ]
  if (first.whenLocked)
    allowed.push({
      after: afterSecond.delivery,
      ofFirst: first.whenLocked(seen)[0],
      ofSecond: afterSecond.answers[0],
    })
  if (second.whenLocked)
    allowed.push({
      after: afterFirst.delivery,
      ofFirst: afterFirst.answers[0],
      ofSecond: second.whenLocked(seen)[0],
    })
  return allowed
}

function asVerb({ name, appliesTo, model, real }: Change): Verb {
  return {
    name,
    appliesTo,
    model: delivery => ({ delivery: model(delivery), answers: [undefined] }),
    async real(db, seen) {
      await real(
        db,
        seen.map(({ id }) => id),
      )
      return []
    },
  }
}
