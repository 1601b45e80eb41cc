import { readDatabaseUrl } from '@passlink/runtime'
import {
  type ClaimedDelivery,
  type Database,
  expireDeliveries,
  openDatabase,
  recordLinks,
  renewClaims,
  settleDeliveries,
} from '@passlink/store'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { claimAll, createDirectory, recordForAlice, request, settlementOf, unlimited } from '../deliveries.ts'
import type { TestDatabase } from '../servers/database.ts'

let database: TestDatabase
let counted: Database
let statements: string[]
beforeEach(async () => {
  database = await createDirectory()
  statements = []
  counted = openDatabase(readDatabaseUrl(database.url), { onStatement: text => statements.push(text.trim()) })
})
afterEach(async () => {
  await counted.close()
  await database.drop()
})

/** The first three words of each statement that `work` sends, sorted. */
async function statementsOf<Answer>(
  work: () => Promise<Answer>,
): Promise<{ answer: Answer; sent: string[] }> {
  statements.length = 0
  const answer = await work()
  return { answer, sent: statements.map(text => text.split(/\s+/).slice(0, 3).join(' ')).sort() }
}

const accepted = { outcome: 'accepted', smtpCode: 250, retryInMs: null } as const

test.each([1, 50])('a batch of %i deliveries takes these statements, however many are open', async size => {
  const { db } = counted
  for (const open of [0, 2_000]) {
    if (open > 0) await recordForAlice(database.db, open)
    const recorded = await statementsOf(() => recordLinks(db, Array(size).fill(request), unlimited))
    expect(recorded.sent).toEqual(['begin', 'commit', 'with people as', 'with requested as'])

    const ids = recorded.answer.map(link => ('deliveryId' in link ? (link.deliveryId ?? '') : ''))
    const claimed = await statementsOf(() => claimAll(db, ids))
    expect(claimed.sent).toEqual([
      'begin',
      'commit',
      'insert into attempts',
      'select deliveries.id, kind,',
      'select deliveries.id, url_template',
      'update deliveries set',
      'update links set',
      'with requested as',
    ])

    const claims = claimed.answer as ClaimedDelivery[]
    const renewed = await statementsOf(() => renewClaims(db, claims, 60_000))
    expect(renewed.sent).toEqual([
      'begin',
      'commit',
      'select deliveries.id, kind,',
      'select id from',
      'update deliveries set',
    ])

    const settlements = claims.map(claim => settlementOf(claim, accepted))
    const settled = await statementsOf(() => settleDeliveries(db, settlements))
    expect(settled.sent).toEqual([
      'begin',
      'commit',
      'select deliveries.id, kind,',
      'select id from',
      'update attempts set',
      'update deliveries set',
    ])

    expect((await statementsOf(() => expireDeliveries(db, { limit: 500 }))).sent).toEqual([
      'begin',
      'commit',
      'select id from',
    ])
  }
})

test('without prepared statements everything works', async () => {
  const unprepared = openDatabase(readDatabaseUrl(database.url), { prepare: false, connectionsMax: 1 })
  const { db } = unprepared
  const [link] = await recordForAlice(db, 1)
  const [claimed] = await claimAll(db, [link?.deliveryId ?? ''])
  const settled = await settleDeliveries(db, [settlementOf(claimed as ClaimedDelivery, accepted)])
  expect(settled).toEqual([{ status: 'sent' }])
  const [prepared] = await db.$client.unsafe('select count(*)::int from pg_prepared_statements')
  expect(prepared).toEqual({ count: 0 })
  await unprepared.close()
})
