import { type AttemptOutcome, findLinkStatuses, recordLinks, settleDeliveries } from '@passlink/store'
import { afterEach, beforeEach, expect, test } from 'vitest'
import {
  claimAll,
  createDirectory,
  type MailedLink,
  recordForAlice,
  request,
  settlementOf,
  unlimited,
} from '../deliveries.ts'
import type { TestDatabase } from '../servers/database.ts'

const timestamp = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/)
const common = { userId: 'alice', organizationId: 'acme', createdAt: timestamp, attempts: 0 }

let database: TestDatabase
let link: MailedLink
beforeEach(async () => {
  database = await createDirectory()
  ;[link] = (await recordForAlice(database.db, 1)) as [MailedLink]
})
afterEach(() => database.drop())

const statusOf = async (linkId = link.linkId) => (await findLinkStatuses(database.db, [linkId]))[0]

async function attempt(outcome: AttemptOutcome | null, retryInMs: number | null = 0) {
  const [claimed] = await claimAll(database.db, [link.deliveryId])
  if (claimed?.verdict !== 'claimed') throw new Error(claimed?.verdict)
  if (outcome) await settleDeliveries(database.db, [settlementOf(claimed, { outcome, retryInMs })])
}

/** The timestamp in a column. */
async function stored(column: string, table: string) {
  const [row] = await database.sql`
    select to_char(${database.sql(column)} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at
    from ${database.sql(table)}`
  return row?.at
}

test('the status goes from queued over sending and waiting, with the reason, to sent, with the time', async () => {
  expect(await statusOf()).toEqual({ state: 'queued', ...common, createdAt: link.at })
  await attempt(null)
  expect(await statusOf()).toEqual({ state: 'sending', ...common, attempts: 1 })
  await database.sql`update deliveries set claimed_until = now()`
  await attempt('deferred')
  expect(await statusOf()).toEqual({
    state: 'waiting',
    retryAt: await stored('due_at', 'deliveries'),
    because: 'deferred: 451 4.7.1 later',
    ...common,
    attempts: 2,
  })
  await attempt('accepted')
  const sentAt = await stored('sent_at', 'deliveries')
  expect(await statusOf()).toEqual({ state: 'sent', sentAt, ...common, attempts: 3 })
})

test('a dead delivery has the reason, even if its link has expired since', async () => {
  await attempt('rejected', null)
  const dead = { state: 'dead', because: 'rejected: 451 4.7.1 later', ...common, attempts: 1 }
  expect(await statusOf()).toEqual(dead)
  await database.sql`update links set expires_at = now()`
  expect(await statusOf()).toEqual(dead)
})

test('a delivery that waits for its retry is not expired, because the retry restarts the link’s lifetime', async () => {
  await attempt('deferred')
  await database.sql`update links set expires_at = now()`
  expect(await statusOf()).toMatchObject({ state: 'waiting' })
})

test('a mailed link is expired after its lifetime', async () => {
  await attempt('accepted')
  await database.sql`update links set expires_at = now()`
  const expiredAt = await stored('expires_at', 'links')
  expect(await statusOf()).toEqual({ state: 'expired', expiredAt, ...common, attempts: 1 })
})

test.each(['queued', 'sent', 'dead'])(
  'a redeemed or revoked link has that status even if its mail is %s',
  async status => {
    if (status !== 'queued') await attempt(status === 'sent' ? 'accepted' : 'rejected', null)
    const attempts = status === 'queued' ? 0 : 1
    await database.sql`update links set revoked_at = now(), expires_at = now()`
    expect(await statusOf()).toEqual({ state: 'revoked', ...common, attempts })
    await database.sql`update links set redeemed_at = now()`
    const redeemedAt = await stored('redeemed_at', 'links')
    expect(await statusOf()).toEqual({ state: 'redeemed', redeemedAt, ...common, attempts })
  },
)

test('a link that was returned to the caller is returned, then expired or redeemed', async () => {
  const returned = { keyId: 'k1', lifetimeMs: 60_000 }
  const [answer] = await recordLinks(database.db, [{ ...request, returned }], unlimited)
  const { linkId } = answer as MailedLink
  expect(await statusOf(linkId)).toEqual({ state: 'returned', ...common })
  await database.sql`update links set expires_at = now() where id = ${linkId}`
  expect(await statusOf(linkId)).toMatchObject({ state: 'expired' })
  await database.sql`update links set redeemed_at = now() where id = ${linkId}`
  expect(await statusOf(linkId)).toMatchObject({ state: 'redeemed' })
})

test('answers are in the order of the ids, and an unknown id is unknown', async () => {
  const [second] = await recordForAlice(database.db, 1)
  await database.sql`update links set revoked_at = now() where id = ${link.linkId}`
  const ids = [second?.linkId as string, '01890000-0000-7000-8000-000000000000', link.linkId, link.linkId]
  expect((await findLinkStatuses(database.db, ids)).map(({ state }) => state)).toEqual([
    'queued',
    'unknown',
    'revoked',
    'revoked',
  ])
  expect(await findLinkStatuses(database.db, [ids[1] as string])).toEqual([{ state: 'unknown' }])
})
