import {
  countDeadLetters,
  type Db,
  findDeliveries,
  findTimeline,
  groupDeadLetters,
  listAudit,
  listDeadLetters,
  listOrganizations,
  listRelays,
  readOverview,
  readSearch,
  revokeLinks,
  type Search,
} from '@passlink/store'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createDirectory } from '../deliveries.ts'
import type { TestDatabase } from '../servers/database.ts'
import { explaining } from './explaining.ts'
import { fillWithDeliveries } from './many-deliveries.ts'

let database: TestDatabase
let ids: { id: string; linkId: string; withoutLink: string }
beforeAll(async () => {
  database = await createDirectory()
  await fillWithDeliveries(database)
  const [row] = await database.sql<(typeof ids)[]>`
    select id, link_id as "linkId",
      (select id from deliveries where link_id is null order by id limit 1) as "withoutLink"
    from deliveries where request_id = 'request-50001'`
  ids = row as typeof ids
})
afterAll(() => database?.drop())

// Few rows, however many deliveries there are.
const small = new Set(['organizations', 'relays', 'pauses'])

/** Checks the plans of what is asked: no table is read from end to end, and not many rows in all. */
async function expectIndexes(ask: (db: Db) => Promise<unknown>, rowsMax: number) {
  const { db, ran, generic } = explaining(database)
  await ask(db)
  const rows = ran.reduce((sum, scan) => sum + scan.rows, 0)
  if (process.env.SHOW) console.log('SHOW', rows, JSON.stringify(ran), 'GENERIC', JSON.stringify(generic))
  expect(ran.length).toBeGreaterThan(0)
  const scans = [...ran, ...generic]
  expect(scans.filter(({ kind, table }) => kind === 'Seq Scan' && !small.has(table))).toEqual([])
  expect(rows).toBeLessThan(rowsMax)
}

const searchFor = (text: string): Search => {
  const read = readSearch(text.replace('DELIVERY', ids.id).replace('LINK', ids.linkId))
  if ('problems' in read) throw new Error(read.problems.join())
  return read.search
}

test.each([
  ['DELIVERY', 100],
  ['LINK', 100],
  ['request-50001', 100],
  ['person-4000@acme.example', 2_000],
  ['person-17', 2_000],
  ['org-7', 15_000],
  ['user:person-17 state:dead kind:link', 2_000],
  ['org:org-7 state:dead', 30_000],
  ['state:dead', 2_000],
  ['state:dead relay:relay-1:25', 2_000],
  ['state:open', 2_000],
  ['state:queued before:3d', 2_000],
  ['state:bounced', 2_000],
  ['', 2_000],
  ['state:sent', 2_000],
  ['kind:webhook after:30d before:20d', 2_000],
  ['relay:none:25', 90_000],
])('the search %j follows an index, and reads %i rows at most', async (text, rowsMax) => {
  await expectIndexes(db => findDeliveries(db, searchFor(text), { limit: 50 }), rowsMax)
})

test.each<[string, number, (db: Db) => Promise<unknown>]>([
  ['the timeline of a delivery', 100, db => findTimeline(db, ids.id)],
  ['the timeline of a delivery of no link', 100, db => findTimeline(db, ids.withoutLink)],
  ['the overview', 10_000, db => readOverview(db)],
  ['the relays', 2_000, db => listRelays(db)],
  ['the groups of dead letters', 5_000, db => groupDeadLetters(db, {})],
  [
    'the groups of one relay',
    5_000,
    db => groupDeadLetters(db, { relay: 'relay-1:25', since: '2026-01-01T00:00:00Z' }),
  ],
  ['the number of dead letters', 2_000, db => countDeadLetters(db, {}, { countMax: 100 })],
  ['a page of dead letters', 2_000, db => listDeadLetters(db, {}, { limit: 50 })],
  ['the organizations', 25_000, db => listOrganizations(db, { limit: 50 })],
  ['the audit', 100, db => listAudit(db, {}, { limit: 50 })],
  ['what an operator did', 5_000, db => listAudit(db, { operator: 'operator-7' }, { limit: 50 })],
  ['what was done to something', 100, db => listAudit(db, { subject: 'subject-7' }, { limit: 50 })],
])('%s is read by indexes, and reads %i rows at most', async (_what, rowsMax, ask) => {
  await expectIndexes(ask, rowsMax)
})

test('links are revoked by indexes, batch by batch', async () => {
  const actor = { operator: 'olga', address: '192.0.2.7' }
  await expectIndexes(async db => {
    for await (const step of revokeLinks(db, 'org-1', actor)) if (step.looked > 0) break
  }, 5_000)
})
