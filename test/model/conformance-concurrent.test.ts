import { afterAll, beforeAll, expect, test } from 'vitest'
import { createDirectory } from '../deliveries.ts'
import { eventually } from '../eventually.ts'
import type { TestDatabase } from '../servers/database.ts'
import { allGuards } from './guards.ts'
import type { Delivery } from './protocol.ts'
import { allVerbs } from './real/all-verbs.ts'
import { type Change, changes } from './real/changes.ts'
import { reachableDeliveries } from './real/reachable-deliveries.ts'
import { readDeliveries, recordDeliveries, writeDeliveries } from './real/rows.ts'
import type { Verb } from './real/verbs.ts'

const rows = reachableDeliveries().filter(({ link, hasAddress }) => link === 'open' && hasAddress)

let database: TestDatabase
let allIds: string[]
beforeAll(async () => {
  database = await createDirectory()
  allIds = await recordDeliveries(database, rows.length)
})
afterAll(() => database.drop())

const chosen = [
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
  'the link is redeemed',
]
const verbs = [...allVerbs, ...changes.map(asVerb)].filter(({ name }) => chosen.includes(name))

test.each(verbs.map(verb => [verb.name, verb] as const))(
  '%s, and anything else at the same time: as if one came after the other',
  { timeout: 60_000 },
  async (_, first) => {
    for (const second of verbs) {
      const before = rows.filter(row => first.suits(row) && second.suits(row))
      const ids = allIds.slice(0, before.length)
      await writeDeliveries(database, ids, before)
      const [ofFirst, ofSecond] = await sayTogether(first, second, ids, before)
      const after = await readDeliveries(database, ids)
      for (const [index, delivery] of before.entries()) {
        const result = { after: after[index], ofFirst: ofFirst[index], ofSecond: ofSecond[index] }
        expect(inEitherOrder(first, second, delivery), second.name).toContainEqual(result)
      }
    }
  },
)

/** Both statements see the rows as they are before either has changed them, for both wait until the rows are let go. */
async function sayTogether(first: Verb, second: Verb, ids: string[], before: Delivery[]) {
  const { sql, db } = database
  const subjects = before.map((delivery, index) => ({ delivery, id: ids[index] as string }))
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

/** What the model allows; what is said depends on how the row was when both statements began. */
function inEitherOrder(first: Verb, second: Verb, seen: Delivery) {
  const afterFirst = first.model(seen, allGuards)
  const then = second.model(afterFirst.delivery, allGuards, seen)
  const afterSecond = second.model(seen, allGuards)
  const last = first.model(afterSecond.delivery, allGuards, seen)
  return [
    { after: then.delivery, ofFirst: afterFirst.answers[0], ofSecond: then.answers[0] },
    { after: last.delivery, ofFirst: last.answers[0], ofSecond: afterSecond.answers[0] },
  ]
}

function asVerb({ name, suits, model, real }: Change): Verb {
  return {
    name,
    suits,
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
