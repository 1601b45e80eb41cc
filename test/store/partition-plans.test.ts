import { readDatabaseUrl } from '@passlink/runtime'
import {
  claimDeliveries,
  type Db,
  expireDeliveries,
  findDeliveries,
  findSendables,
  findTimeline,
  listOpenDeliveries,
  openDatabase,
  readBacklog,
  readSearch,
  recordLinks,
  type Search,
  settleDeliveries,
} from '@passlink/store'
import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  claim,
  createDirectory,
  type MailedLink,
  request,
  settlementOf,
  terms,
  unlimited,
} from '../deliveries.ts'
import type { TestDatabase } from '../servers/database.ts'
import { explaining } from './explaining.ts'
import { fillWithDeliveries } from './many-deliveries.ts'
import { partitionedSince } from './partitioned.ts'

let database: TestDatabase
/** The partitions that have rows. */
let filled: Set<string>
let old: { id: string; linkId: string }
beforeAll(async () => {
  database = await createDirectory()
  await partitionedSince(database, 4)
  await fillWithDeliveries(database)
  const [row] = await database.sql<(typeof old)[]>`
    select id, link_id as "linkId" from deliveries where request_id = 'request-50001'`
  old = row as typeof old
  const rows = await database.sql`select relname as name from pg_class where relispartition and reltuples > 0`
  filled = new Set(rows.map(({ name }) => name))
}, 120_000)
afterAll(() => database?.drop())

/** Asks. No partition with rows is read from end to end, and not many rows in all. */
async function expectIndexes(ask: (db: Db) => Promise<unknown>, rowsMax: number) {
  const { db, ran, generic } = explaining(database)
  await ask(db)
  expect(ran.length).toBeGreaterThan(0)
  expect([...ran, ...generic].filter(({ kind, table }) => kind === 'Seq Scan' && filled.has(table))).toEqual(
    [],
  )
  expect(ran.reduce((sum, scan) => sum + scan.rows, 0)).toBeLessThan(rowsMax)
}

/** The partitions that are read, without those whose scan was pruned. */
async function partitionsRead(ask: (db: Db) => Promise<unknown>): Promise<string[]> {
  const names = new Set<string>()
  const { $client } = database.db
  const on = (client: Pick<typeof $client, 'unsafe'>) => ({
    async unsafe(text: string, parameters?: never[], options?: object) {
      const plan = /^\s*(select|with)/.test(text)
        ? await client.unsafe(`explain (analyze) ${text}`, parameters)
        : []
      for (const { 'QUERY PLAN': line } of plan) {
        const table = /Scan .*\bon (\w+)/.exec(line)?.[1]
        if (table && !line.includes('never executed')) names.add(table)
      }
      return client.unsafe(text, parameters, options)
    },
  })
  const begin = (work: (tx: unknown) => Promise<unknown>) => $client.begin(tx => work(on(tx)))
  await ask({ $client: { ...on($client), begin } } as unknown as Db)
  return [...names]
}

const of = (table: string) => (name: string) => name.startsWith(`${table}_`)

test('what is asked about a delivery by its id reads one partition of deliveries, of attempts and of links', async () => {
  for (const ask of [
    (db: Db) => findSendables(db, [{ deliveryId: old.id, attempt: 1 }]),
    (db: Db) => claimDeliveries(db, [{ deliveryId: old.id }], terms),
  ]) {
    const read = await partitionsRead(ask)
    for (const table of ['deliveries', 'links', 'attempts'])
      expect([table, read.filter(of(table)).length]).toEqual([table, expect.toBeOneOf([0, 1])])
    expect(read.filter(of('deliveries'))).toHaveLength(1)
  }
})

const searchFor = (text: string): Search => {
  const read = readSearch(text)
  if ('problems' in read) throw new Error(read.problems.join())
  return read.search
}

test.each<[string, number, (db: Db) => Promise<unknown>]>([
  ['the open deliveries', 2_000, db => listOpenDeliveries(db, { from: 'oldest', limit: 100 })],
  ['the newest open deliveries', 2_000, db => listOpenDeliveries(db, { from: 'newest', limit: 100 })],
  ['the backlog', 10_000, readBacklog],
  ['what is overdue', 5_000, db => expireDeliveries(db, { limit: 10, webhooks: null })],
  ['the timeline of a delivery', 200, db => findTimeline(db, old.id)],
  ['the search for a request', 200, db => findDeliveries(db, searchFor('request-50001'), { limit: 50 })],
  ['the search for a person', 4_000, db => findDeliveries(db, searchFor('person-17'), { limit: 50 })],
  ['the newest deliveries', 4_000, db => findDeliveries(db, searchFor(''), { limit: 50 })],
  ['the dead', 4_000, db => findDeliveries(db, searchFor('state:dead'), { limit: 50 })],
])('%s: found by indexes of the partitions, reading %i rows at most', async (_what, rowsMax, ask) => {
  await expectIndexes(ask, rowsMax)
})

test('what records, claims and settles finds every row by an index, also with plans for any values', async () => {
  const texts = new Set<string>()
  const { db, close } = openDatabase(readDatabaseUrl(database.url), { onStatement: text => texts.add(text) })
  const [link] = (await recordLinks(db, [request], unlimited)) as MailedLink[]
  const claimed = await claim(db, link?.deliveryId as string)
  await settleDeliveries(db, [settlementOf(claimed)])
  await close()
  const changes = [...texts].filter(text => /^\s*(with|insert|update|delete|select)/.test(text))
  expect(changes.length).toBeGreaterThan(8)
  for (const text of changes) {
    const plan = await database.sql.unsafe(`explain (generic_plan) ${text}`)
    const scanned = plan.flatMap(row => /Seq Scan on (\w+)/.exec(row['QUERY PLAN'])?.[1] ?? [])
    expect([text, scanned.filter(name => filled.has(name))]).toEqual([text, []])
  }
})
