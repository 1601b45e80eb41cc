import { inBatches } from '@passlink/runtime'
import {
  expireDeliveries,
  type LinkRequest,
  type RecordOutcome,
  recordLinks,
  renewClaims,
  type Settled,
  type Settlement,
  saveUsers,
  settleDeliveries,
  sharedTransaction,
} from '@passlink/store'
import { settleUntilStored } from '@passlink/worker'
import { afterEach, beforeEach, expect, test } from 'vitest'
import {
  claim,
  claimAll,
  createDirectory,
  type MailedLink,
  recordAndClaim,
  recordForAlice,
  request,
  settlementOf,
  unlimited,
} from '../deliveries.ts'
import { createLogLines } from '../log-lines.ts'
import { alice } from '../people.ts'
import type { TestDatabase } from '../servers/database.ts'

const lockTimeout = '55P03'
const accepted = { outcome: 'accepted', smtpCode: 250, detail: '250 ok', retryInMs: null } as const

let database: TestDatabase
beforeEach(async () => {
  database = await createDirectory()
})
afterEach(() => database.drop())

/** Runs `work` while another transaction holds a lock on one row. */
function whileLocked<Answer>(
  table: 'links' | 'deliveries' | 'users',
  id: string,
  work: () => Promise<Answer>,
) {
  return database.sql.begin(async other => {
    await other.unsafe(`select from ${table} where id::text = $1 for update`, [id])
    return { answer: await work() }
  })
}

const createRecord = () =>
  inBatches<LinkRequest, RecordOutcome>(
    requests => recordLinks(database.db, requests, unlimited),
    sharedTransaction,
  )

const createSettle = () =>
  inBatches<Settlement, Settled>(settlements => settleDeliveries(database.db, settlements), sharedTransaction)

test.each(['links', 'deliveries'] as const)(
  'one locked row of %s makes only its own delivery busy',
  async table => {
    const recorded = await recordForAlice(database.db, 20)
    const { linkId, deliveryId } = recorded[7] as MailedLink
    const ids = recorded.map(({ deliveryId }) => deliveryId)
    const locked = table === 'links' ? linkId : deliveryId
    const { answer } = await whileLocked(table, locked, () => claimAll(database.db, ids))
    expect(answer.filter(({ verdict }) => verdict === 'claimed')).toHaveLength(19)
    expect(answer[7]).toEqual({ verdict: 'busy', retryInMs: expect.any(Number) })
    expect(await claim(database.db, deliveryId)).toMatchObject({ attempt: 1 })
  },
)

test('one locked person fails only their own call; concurrent calls of others are recorded', async () => {
  const people = Array.from({ length: 50 }, (_, index) => ({ ...alice, id: `person-${index}` }))
  await saveUsers(database.db, people)
  const record = createRecord()
  const calls = await whileLocked('users', 'person-20', () =>
    Promise.allSettled(people.map(({ id }) => record({ ...request, userId: id }))),
  )
  const failed = calls.answer.flatMap((call, index) =>
    call.status === 'rejected' ? [{ index, code: call.reason.code }] : [],
  )
  expect(failed).toEqual([{ index: 20, code: lockTimeout }])
  expect(await database.sql`select count(*)::int, count(distinct user_id)::int as people from links`).toEqual(
    [{ count: 49, people: 49 }],
  )
})

test('one locked person does not block another of the organization, even with a common limit', async () => {
  await saveUsers(database.db, [{ ...alice, id: 'bob' }])
  const limits = { perUser: null, perOrganization: { max: 10, windowMs: 3_600_000 } }
  await recordLinks(database.db, [request], limits)
  const { answer } = await whileLocked('users', 'alice', async () => {
    const ofAlice = recordLinks(database.db, [request], limits)
    const ofBob = await recordLinks(database.db, [{ ...request, userId: 'bob' }], limits)
    const first = await Promise.race([
      ofAlice.then(
        () => 'alice',
        () => 'alice',
      ),
      'bob',
    ])
    await expect(ofAlice).rejects.toMatchObject({ code: lockTimeout })
    return { ofBob, first }
  })
  expect(answer).toMatchObject({ ofBob: [{ outcome: 'recorded' }], first: 'bob' })
})

test('one locked delivery delays only its own settlement, which is stored once the row is unlocked', async () => {
  const claims = []
  for (let count = 0; count < 5; count += 1) claims.push(await recordAndClaim(database.db))
  const settle = createSettle()
  const { log } = createLogLines()
  const settling = claims.map(claimed => settleUntilStored(settle, settlementOf(claimed, accepted), log))
  await whileLocked('deliveries', claims[2]?.deliveryId ?? '', async () => {
    const others = settling.filter((_, index) => index !== 2)
    expect(await Promise.all(others)).toEqual(Array(4).fill({ status: 'sent' }))
  })
  expect(await settling[2]).toEqual({ status: 'sent' })
})

test('one locked delivery does not block the renewal of other claims, and is renewed later', async () => {
  const claims = [await recordAndClaim(database.db), await recordAndClaim(database.db)]
  const [first] = claims
  const { answer } = await whileLocked('deliveries', first?.deliveryId ?? '', () =>
    renewClaims(database.db, claims, 60_000),
  )
  expect(answer).toEqual(['busy', 'renewed'])
  expect(await renewClaims(database.db, claims, 60_000)).toEqual(['renewed', 'renewed'])
})

test('one locked delivery does not block the expiry of others', async () => {
  const recorded = await recordForAlice(database.db, 3)
  await database.sql`update deliveries set deadline = now()`
  const ids = recorded.map(({ deliveryId }) => deliveryId)
  const { answer } = await whileLocked('deliveries', ids[0] as string, () =>
    expireDeliveries(database.db, { limit: 10 }),
  )
  expect(answer.map(({ deliveryId }) => deliveryId).sort()).toEqual(ids.slice(1))
  expect(await expireDeliveries(database.db, { limit: 10 })).toMatchObject([{ deliveryId: ids[0] }])
})

test('an outcome that cannot be stored ends its delivery dead, and others are settled', async () => {
  const [first, second, third] = [
    await recordAndClaim(database.db),
    await recordAndClaim(database.db),
    await recordAndClaim(database.db),
  ]
  const settle = createSettle()
  const { log, lines } = createLogLines()
  const noCode = { smtpCode: 1_000_000 }
  const settled = await Promise.all([
    settleUntilStored(settle, settlementOf(first, noCode), log),
    settleUntilStored(settle, settlementOf(second, accepted), log),
    settleUntilStored(settle, settlementOf(third, { ...accepted, ...noCode }), log),
  ])
  expect(settled).toEqual([
    { status: 'dead', reason: 'its outcome could not be recorded' },
    { status: 'sent' },
    { status: 'sent' },
  ])
  expect(lines.filter(line => line.includes('outcome refused'))).toHaveLength(2)
  // The step is a word of ours, and so is kept without the reply.
  expect(await database.sql`select smtp_code, command from attempts order by delivery_id`).toMatchObject([
    { smtp_code: null, command: 'rcpt' },
    { smtp_code: 250, command: 'rcpt' },
    { smtp_code: null, command: 'rcpt' },
  ])
})
