import {
  type DeadLetterFilter,
  expireDeliveries,
  groupDeadLetters,
  groupOf,
  listDeadLetters,
  recordLinks,
  redriveDeadLetters,
  settleDeliveries,
} from '@passlink/store'
import fc from 'fast-check'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createDeadLetter } from '../dead-letters.ts'
import { claim, createDirectory, type MailedLink, request, settlementOf, unlimited } from '../deliveries.ts'
import type { TestDatabase } from '../servers/database.ts'

let database: TestDatabase
beforeEach(async () => {
  database = await createDirectory()
})
afterEach(() => database.drop())

const listed = (filter: DeadLetterFilter) => listDeadLetters(database.db, filter, { limit: 100 })

async function createUnknownMailboxes(count: number) {
  const ids: string[] = []
  for (let n = 0; n < count; n += 1)
    ids.push(await createDeadLetter(database, { detail: `550 5.1.1 4Xk2Tn${n}: no mailbox of person-${n}` }))
  return ids
}

test('dead letters are grouped by what their reasons have in common, and a group is a filter', async () => {
  const unknown = await createUnknownMailboxes(3)
  const full = await createDeadLetter(database, { relay: 'other:25', detail: '552 5.2.2 full' })
  const { groups, ...all } = await groupDeadLetters(database.db, {})
  expect(all).toEqual({ count: 4, countedSince: null })
  expect(groups).toMatchObject([
    {
      words: 'rejected: 550 5.1.1 … no mailbox of …',
      code: '550',
      enhancedCode: '5.1.1',
      count: 3,
      example: 'rejected: 550 5.1.1 4Xk2Tn2: no mailbox of person-2',
      kinds: ['link'],
      relays: ['relay:25'],
    },
    { words: 'rejected: 552 5.2.2 full', count: 1, relays: ['other:25'] },
  ])
  const [first, second] = groups
  const letters = await listed({ group: first?.group })
  expect(letters.map(({ deliveryId }) => deliveryId)).toEqual(unknown.reverse())
  expect([first?.newest, first?.oldest]).toEqual([letters[0]?.deadAt, letters[2]?.deadAt])
  for await (const redriven of redriveDeadLetters(database.db, { group: second?.group }))
    expect(redriven).toEqual([{ deliveryId: full, outcome: 'redriven' }])
  expect(await listed({ group: second?.group })).toEqual([])
})

test('only the dead letters that a filter selects are grouped', async () => {
  await createUnknownMailboxes(2)
  await createDeadLetter(database, { relay: 'other:25', detail: '552 5.2.2 full' })
  expect((await groupDeadLetters(database.db, { relay: 'other:25' })).count).toBe(1)
  expect((await groupDeadLetters(database.db, { userId: 'nobody' })).groups).toEqual([])
  expect((await groupDeadLetters(database.db, { until: '2026-01-01T00:00:00Z' })).count).toBe(0)
})

test('of very many only the last are counted, and it says since when', async () => {
  await createUnknownMailboxes(3)
  const [, second] = await listed({})
  expect(await groupDeadLetters(database.db, {}, { rowsMax: 2 })).toMatchObject({
    count: 2,
    countedSince: second?.deadAt,
  })
})

test('where the deadline passed, the last answer tells the group, and a filter finds it in the reason', async () => {
  const { db, sql } = database
  for (const detail of [
    '451 4.7.1 greylisted until 17:30',
    '451 4.7.1 greylisted until 17:31',
    '421 4.3.2 down',
  ]) {
    const [link] = (await recordLinks(db, [request], unlimited)) as [MailedLink]
    await settleDeliveries(db, [
      settlementOf(await claim(db, link.deliveryId), { detail, retryInMs: 60_000 }),
    ])
  }
  await recordLinks(db, [request], unlimited)
  await sql`update deliveries set deadline = now() - interval '1 second'`
  await expireDeliveries(db, { limit: 10 })
  const passed = 'the deadline passed before the mail could be sent'
  expect((await groupDeadLetters(db, {})).groups.map(({ words, count }) => [words, count]).sort()).toEqual([
    [passed, 1],
    [`${passed}; the last answer: 421 4.3.2 down`, 1],
    [`${passed}; the last answer: 451 4.7.1 greylisted until …`, 2],
  ])
  expect((await listed({ reason: 'GREYLISTED' })).map(({ reason }) => reason).sort()).toEqual([
    expect.stringContaining('17:30'),
    expect.stringContaining('17:31'),
  ])
})

test('the database finds the same groups as this process, in any reason', async () => {
  const deliveryId = await createDeadLetter(database)
  const words = [
    'rejected: ',
    ': ',
    ' ',
    '; ',
    '550',
    '5.1.1',
    '550-5.1.1',
    '4.7',
    'answered ',
    '…',
    'x1',
    'a@b',
    '@',
    '-',
    '300',
    'https://a.example/b c',
    '(5.7.1)',
    '5.1.1,',
    'é1',
    '😀2',
    '\u00a0',
    'İ',
    '. ',
    '451 4.7.1 ',
    '\n',
  ]
  const piece = fc.oneof(fc.constantFrom(...words), fc.string({ maxLength: 5, unit: 'grapheme' }))
  const reason = fc.array(piece, { maxLength: 12 }).map(pieces => pieces.join('').replaceAll('\0', ''))
  await fc.assert(
    fc.asyncProperty(reason, async text => {
      await database.sql`update deliveries set dead_reason = ${text} where id = ${deliveryId}`
      expect(await listed({ group: groupOf(text).group })).toHaveLength(1)
    }),
    { numRuns: 300 },
  )
})
