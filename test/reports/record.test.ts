import {
  findDelivery,
  findLinkStatuses,
  findSuppressions,
  liftSuppression,
  listSuppressions,
  parseWebhookTypes,
  type Report,
  recordLinks,
  recordReport,
  redeemLink,
  redriveDeliveries,
  saveUsers,
  settleDeliveries,
} from '@passlink/store'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import {
  claim,
  claimAll,
  createDirectory,
  type MailedLink,
  recordForAlice,
  request,
  settlementOf,
  unlimited,
} from '../deliveries.ts'
import { newPasskey, undoable } from '../new-passkey.ts'
import { alice } from '../people.ts'
import type { TestDatabase } from '../servers/database.ts'

let database: TestDatabase
beforeEach(async () => {
  database = await createDirectory()
})
afterEach(() => database.drop())

const actor = { operator: 'olga', address: '192.0.2.1' }
const webhooks = { deadlineMs: 60_000, types: parseWebhookTypes('usual') }

async function sentLink(): Promise<MailedLink> {
  const [link] = (await recordForAlice(database.db, 1)) as [MailedLink]
  const claimed = await claim(database.db, link.deliveryId)
  await settleDeliveries(database.db, [settlementOf(claimed, { outcome: 'accepted' })])
  return link
}

const bounceOf = ({ deliveryId }: MailedLink, more: Partial<Report> = {}): Report => ({
  deliveryId,
  kind: 'bounced',
  status: '5.1.1',
  detail: '550 5.1.1 no such user here',
  ...more,
})

const report = (one: Report) => recordReport(database.db, one, { webhooks })
const ask = async () => (await recordLinks(database.db, [request], unlimited))[0]
const reported = () =>
  database.sql`
    select type, data from deliveries join events on sequence = event_sequence where kind = 'webhook' order by sequence`

describe('a bounce that says that the address is none', () => {
  test('makes the delivery bounced, is told by webhook, and suppresses the address with its reason', async () => {
    const link = await sentLink()
    expect(await report(bounceOf(link))).toBe('recorded')
    expect(await findDelivery(database.db, link.deliveryId)).toMatchObject({
      status: 'bounced',
      reason: '550 5.1.1 no such user here',
      reports: { bounced: { status: '5.1.1' } },
    })
    expect((await findLinkStatuses(database.db, [link.linkId]))[0]).toMatchObject({
      state: 'bounced',
      bouncedAt: expect.stringMatching(/^\d{4}-.*Z$/),
      because: '550 5.1.1 no such user here',
    })
    expect(await reported()).toMatchObject([
      {
        type: 'delivery.bounced',
        data: {
          deliveryId: link.deliveryId,
          mail: 'link',
          reason: '550 5.1.1 no such user here',
          suppressed: true,
        },
      },
    ])
    expect(await ask()).toEqual({
      outcome: 'address_suppressed',
      reason: 'mail came back: 550 5.1.1 no such user here',
    })
  })

  test('ends mails of the person that wait, and keeps dead ones from being redriven', async () => {
    const [waiting, dead] = (await recordForAlice(database.db, 2)) as [MailedLink, MailedLink]
    await database.sql`
      update deliveries set status = 'dead', dead_at = now(), dead_reason = 'x' where id = ${dead.deliveryId}`
    await report(bounceOf(await sentLink()))
    expect(await claimAll(database.db, [waiting.deliveryId])).toMatchObject([
      { verdict: 'dead', reason: 'the address is suppressed: mail came back: 550 5.1.1 no such user here' },
    ])
    expect(await redriveDeliveries(database.db, [dead.deliveryId])).toEqual(['address_suppressed'])
  })

  test('that comes a second time changes nothing, also after the suppression was lifted', async () => {
    const link = await sentLink()
    await report(bounceOf(link))
    expect(await liftSuppression(database.db, 'alice', actor)).toBe(true)
    expect(await report(bounceOf(link, { detail: 'again' }))).toBe('before')
    expect(await ask()).toMatchObject({ outcome: 'recorded' })
    expect(await reported()).toHaveLength(1)
  })

  test('concurrently with itself is recorded once', async () => {
    const link = await sentLink()
    const outcomes = await Promise.all(Array.from({ length: 5 }, () => report(bounceOf(link))))
    expect(outcomes.sort()).toEqual(['before', 'before', 'before', 'before', 'recorded'])
    expect(await reported()).toHaveLength(1)
  })

  test('about a mail to a former address does not suppress the new one', async () => {
    const link = await sentLink()
    await saveUsers(database.db, [{ ...alice, email: 'alice@new.example' }])
    expect(await report(bounceOf(link))).toBe('recorded')
    expect(await ask()).toMatchObject({ outcome: 'recorded' })
    expect(await reported()).toMatchObject([{ data: { suppressed: false } }])
  })
})

test('of a person whose profile, but not the address, was changed since the mail it still suppresses the address', async () => {
  const link = await sentLink()
  await saveUsers(database.db, [{ ...alice, displayName: 'Alice L.', language: 'de' }])
  await report(bounceOf(link))
  expect(await ask()).toMatchObject({ outcome: 'address_suppressed' })
})

test('so it does if the version before had saved the person', async () => {
  await database.sql`update users set email_since = null, changed_at = now() - interval '1 day'`
  const link = await sentLink()
  await saveUsers(database.db, [{ ...alice, displayName: 'Alice L.' }])
  await report(bounceOf(link))
  expect(await ask()).toMatchObject({ outcome: 'address_suppressed' })
})

test('each report tells whether the address is suppressed then, and a complaint is the reason from then on', async () => {
  const [first, second, third] = [await sentLink(), await sentLink(), await sentLink()]
  await report(bounceOf(first))
  await report(bounceOf(second))
  await report(bounceOf(third, { kind: 'complained', status: null }))
  await report(bounceOf(third, { status: '4.4.1', detail: 'given up' }))
  expect((await reported()).map(({ data }) => data.suppressed)).toEqual([true, true, true, true])
  expect((await findSuppressions(database.db, ['alice']))[0]).toMatchObject({
    kind: 'complained',
    reason: 'its owner reported a mail as unwanted',
  })
})

test('a mail that is given up for a reason that may pass is bounced and told, also after a delay, and suppresses nothing', async () => {
  const link = await sentLink()
  await report(bounceOf(link, { kind: 'delayed', status: '4.4.1', detail: 'no connection' }))
  expect(await report(bounceOf(link, { status: '4.4.1', detail: 'no connection' }))).toBe('recorded')
  expect((await findDelivery(database.db, link.deliveryId))?.status).toBe('bounced')
  expect(await reported()).toMatchObject([
    { type: 'delivery.bounced', data: { status: '4.4.1', suppressed: false } },
  ])
  expect(await ask()).toMatchObject({ outcome: 'recorded' })
})

test('a bounce without words is told with its status', async () => {
  for (const [status, reason] of [
    [null, 'no reason was given'],
    ['5.1.1', '5.1.1'],
  ] as const) {
    const link = await sentLink()
    await report(bounceOf(link, { status, detail: '' }))
    expect((await findDelivery(database.db, link.deliveryId))?.reason).toBe(reason)
  }
})

test('a bounce from an address to which the mailbox forwards does not suppress the mailbox', async () => {
  for (const [recipient, suppressed] of [
    ['old@isp.example', false],
    ['ALICE@acme.example', true],
  ] as const) {
    await report(bounceOf(await sentLink(), { recipient }))
    expect((await findSuppressions(database.db, ['alice']))[0] !== undefined).toBe(suppressed)
  }
})

test('a bounce of an attempt at a former address does not suppress the one of the next attempt', async () => {
  const [link] = (await recordForAlice(database.db, 1)) as [MailedLink]
  const first = await claim(database.db, link.deliveryId)
  await settleDeliveries(database.db, [settlementOf(first, { outcome: 'unknown', retryInMs: 0 })])
  await saveUsers(database.db, [{ ...alice, email: 'alice@new.example' }])
  const second = await claim(database.db, link.deliveryId)
  await settleDeliveries(database.db, [settlementOf(second, { outcome: 'accepted' })])
  expect(await report(bounceOf(link))).toBe('recorded')
  expect(await ask()).toMatchObject({ outcome: 'recorded' })
})

test('a later bounce that is about the address suppresses it although the first was about something else', async () => {
  const link = await sentLink()
  await report(bounceOf(link, { status: '5.7.1', detail: 'not now' }))
  expect(await report(bounceOf(link))).toBe('recorded')
  expect(await ask()).toMatchObject({ outcome: 'address_suppressed' })
})

describe('a suppressed address', () => {
  const suppressed = async () => report(bounceOf(await sentLink()))

  test('is free again as soon as the person has another, and stays suppressed for everybody who has it', async () => {
    await suppressed()
    await saveUsers(database.db, [{ ...alice, email: 'alice@new.example' }])
    expect(await ask()).toMatchObject({ outcome: 'recorded' })
    await saveUsers(database.db, [{ ...alice, id: 'bob', email: alice.email?.toUpperCase() ?? null }])
    expect((await recordLinks(database.db, [{ ...request, userId: 'bob' }], unlimited))[0]).toMatchObject({
      outcome: 'address_suppressed',
    })
  })

  test('is still told that a passkey was added or removed', async () => {
    const link = await sentLink()
    await report(bounceOf(link))
    await redeemLink(database.db, {
      linkId: link.linkId,
      passkey: newPasskey,
      requestId: 'r',
      noticeDeadlineMs: 60_000,
      webhooks: null,
      ...undoable,
    })
    const [notice] = await database.sql`select id from deliveries where kind = 'notice'`
    expect(await claimAll(database.db, [notice?.id])).toMatchObject([{ verdict: 'claimed', kind: 'notice' }])
  })

  test('is listed with its person and why, and lifted once', async () => {
    await suppressed()
    const entry = {
      userId: 'alice',
      email: alice.email,
      kind: 'bounced',
      reason: expect.stringContaining('5.1.1'),
    }
    expect(await listSuppressions(database.db, 10)).toMatchObject([entry])
    expect(await findSuppressions(database.db, ['bob', 'alice'])).toMatchObject([undefined, entry])
    expect(await liftSuppression(database.db, 'alice', actor)).toBe(true)
    expect(await liftSuppression(database.db, 'alice', actor)).toBe(false)
    expect(await ask()).toMatchObject({ outcome: 'recorded' })
  })

  test('is in no table', async () => {
    await suppressed()
    const rows = await database.sql`select suppressions::text as row from suppressions`
    expect(rows).toHaveLength(1)
    expect(JSON.stringify(rows)).not.toContain('@')
  })
})

test('a bounce for another reason ends the delivery and is told, and the next mail is sent', async () => {
  const link = await sentLink()
  await report(bounceOf(link, { status: '5.7.26', detail: '550 5.7.26 unauthenticated' }))
  expect((await findDelivery(database.db, link.deliveryId))?.status).toBe('bounced')
  expect(await reported()).toMatchObject([{ type: 'delivery.bounced', data: { suppressed: false } }])
  expect(await ask()).toMatchObject({ outcome: 'recorded' })
})

test('a complaint is told and suppresses the address; the delivery stays sent', async () => {
  const link = await sentLink()
  await report(bounceOf(link, { kind: 'complained', status: null, detail: 'reported as unwanted (abuse)' }))
  expect((await findDelivery(database.db, link.deliveryId))?.status).toBe('sent')
  expect(await reported()).toMatchObject([{ type: 'delivery.complained' }])
  expect(await ask()).toEqual({
    outcome: 'address_suppressed',
    reason: 'its owner reported a mail as unwanted',
  })
})

test('a delay is kept with the delivery and told to nobody', async () => {
  const link = await sentLink()
  await report(bounceOf(link, { kind: 'delayed', status: '4.4.1', detail: '451 try later' }))
  expect(await findDelivery(database.db, link.deliveryId)).toMatchObject({
    status: 'sent',
    reports: { delayed: { detail: '451 try later' } },
  })
  expect(await reported()).toEqual([])
})

test('a report about an unknown delivery, or about one of which no mail left, changes nothing', async () => {
  const [queued] = (await recordForAlice(database.db, 1)) as [MailedLink]
  const before = await database.sql`select * from deliveries`
  expect(await report(bounceOf(queued))).toBe('unknown')
  expect(await report(bounceOf({ ...queued, deliveryId: '01960000-0000-7000-8000-000000000000' }))).toBe(
    'unknown',
  )
  expect(await database.sql`select * from deliveries`).toEqual(before)
  expect(await database.sql`select from suppressions`).toHaveLength(0)
})
