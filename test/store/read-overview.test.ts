import {
  type ClaimedDelivery,
  findServers,
  listRelays,
  readOverview,
  recordLinks,
  reportServers,
  reserveSends,
  saveOrganizations,
  setPause,
  settleDeliveries,
} from '@passlink/store'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createDeadLetter } from '../dead-letters.ts'
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
import type { TestDatabase } from '../servers/database.ts'

const actor = { operator: 'olga', address: '192.0.2.7' }
const webhooks = { deadlineMs: 60_000, types: new Set(['delivery.sent'] as const) }

let database: TestDatabase
beforeEach(async () => {
  database = await createDirectory()
})
afterEach(() => database.drop())

/** Records a link whose mail is accepted by a relay. */
async function send(relay = 'relay:25'): Promise<string> {
  const { db } = database
  const [link] = (await recordLinks(db, [request], unlimited)) as [MailedLink]
  const settlement = settlementOf(await claim(db, link.deliveryId), {
    outcome: 'accepted',
    relay,
    retryInMs: null,
  })
  await settleDeliveries(db, [settlement], { webhooks })
  return link.deliveryId
}

/** The values of the minutes that are neither zero nor unknown, by how many minutes ago. */
const minutes = (values: (number | null)[]) =>
  Object.fromEntries(values.flatMap((value, n) => (value ? [[59 - n, value]] : [])))

test('without anything there is nothing, and all of it is known', async () => {
  const overview = await readOverview(database.db)
  expect(overview).toMatchObject({
    open: { counts: [], count: 0, hasMore: false, oldestMs: null, overdueMs: null },
    mail: { recorded: 0, sent: 0, medianMs: null, slowMs: null },
    minutesKnown: 60,
    dead: { groups: [], groupedSince: null, count: 0, hasMore: false, perHour: Array(24).fill(0) },
    relays: [],
    attemptsSince: null,
    pauses: [],
  })
  expect(overview.mail.sentPerMinute).toEqual(Array(60).fill(0))
  expect(overview.mail.slowMsPerMinute).toEqual(Array(60).fill(null))
})

test('open deliveries are counted by kind and status, with the oldest and the longest due', async () => {
  const { db, sql } = database
  await send()
  const [oldest, waiting] = await recordForAlice(db, 3)
  await sql`
    update deliveries set created_at = now() - interval '30 minutes', status = 'waiting', due_at = now() + interval '1 minute'
    where id = ${oldest?.deliveryId ?? ''}`
  await sql`
    update deliveries set status = 'waiting', due_at = now() - interval '2 minutes' where id = ${waiting?.deliveryId ?? ''}`
  const { open } = await readOverview(db)
  expect(open).toMatchObject({ count: 4, hasMore: false })
  expect(open.counts).toEqual([
    { kind: 'link', status: 'queued', count: 1 },
    { kind: 'link', status: 'waiting', count: 2 },
    { kind: 'webhook', status: 'queued', count: 1 },
  ])
  expect(Math.round((open.oldestMs ?? 0) / 60_000)).toBe(30)
  expect(Math.round((open.overdueMs ?? 0) / 60_000)).toBe(2)
})

test('a delivery under way is due when its claim has lapsed', async () => {
  const { db, sql } = database
  const [link] = await recordForAlice(db, 1)
  await claim(db, link?.deliveryId ?? '')
  expect((await readOverview(db)).open.overdueMs).toBeNull()
  await sql`update deliveries set claimed_until = now() - interval '1 minute'`
  expect(Math.round(((await readOverview(db)).open.overdueMs ?? 0) / 60_000)).toBe(1)
})

test('mails a minute and the time until they were accepted are those of the last hour', async () => {
  const { db, sql } = database
  // How many minutes ago it was recorded, and after how many seconds it was sent.
  const sent = [
    [1, 10],
    [1, 20],
    [40, 600],
    [70, 1_200],
    [100, 60],
  ] as const
  for (const [minutesAgo, seconds] of sent) {
    const id = await send()
    await sql`
      update deliveries set created_at = now() - ${minutesAgo} * interval '1 minute' - interval '10 seconds',
        sent_at = now() - ${minutesAgo} * interval '1 minute' - interval '10 seconds' + ${seconds} * interval '1 second'
      where id = ${id}`
  }
  await recordForAlice(db, 1)
  const { mail, webhook } = await readOverview(db)
  expect(mail).toMatchObject({ recorded: 4, sent: 4, medianMs: 20_000, slowMs: 1_200_000 })
  expect(minutes(mail.recordedPerMinute)).toEqual({ 0: 1, 1: 2, 40: 1 })
  expect(minutes(mail.sentPerMinute)).toEqual({ 0: 1, 1: 1, 30: 1, 50: 1 })
  expect(minutes(mail.slowMsPerMinute)).toEqual({ 0: 20_000, 1: 10_000, 30: 600_000, 50: 1_200_000 })
  expect(webhook).toMatchObject({ recorded: 5, sent: 0, medianMs: null })
})

test('of very many deliveries the latest are counted, and what is not known is null', async () => {
  const { db, sql } = database
  const ids = [
    await send(),
    await send(),
    await send(),
    await createDeadLetter(database),
    await createDeadLetter(database),
  ]
  for (const [n, id] of ids.entries())
    await sql`
      update deliveries set created_at = now() - ${50 - n} * interval '1 minute' - interval '5 seconds',
        sent_at = sent_at - ${10 - n} * interval '1 minute' - interval '5 seconds', dead_at = dead_at - ${5 - n} * interval '1 hour'
      where id = ${id}`
  await sql`delete from deliveries where kind = 'webhook'`
  await recordForAlice(db, 3)
  const { open, mail, minutesKnown, dead } = await readOverview(db, {
    openMax: 2,
    recentMax: 6,
    deadMax: 1,
    groupedMax: 1,
  })
  expect(open).toMatchObject({ count: 2, hasMore: true })
  expect(minutesKnown).toBe(48)
  expect(mail.recordedPerMinute.slice(0, 12)).toEqual(Array(12).fill(null))
  expect(mail.recordedPerMinute.slice(12, 15)).toEqual([1, 1, 0])
  expect(dead).toMatchObject({ count: 1, hasMore: true, groupedSince: expect.stringMatching(/Z$/) })
  expect(dead.groups).toMatchObject([{ count: 1 }])
  expect(dead.perHour.slice(-3)).toEqual([null, 1, 0])
})

test('the time of a redriven mail counts from its redrive', async () => {
  const { db, sql } = database
  const id = await send()
  await sql`
    update deliveries set created_at = now() - interval '50 minutes', redriven_at = now() - interval '2 minutes',
      sent_at = now() - interval '1 minute'
    where id = ${id}`
  expect((await readOverview(db)).mail.medianMs).toBe(60_000)
})

test('the dead of the last day are grouped, and counted by the hour', async () => {
  const { db, sql } = database
  for (const hoursAgo of [0, 0, 5, 30]) {
    const id = await createDeadLetter(database, { detail: `550 5.1.1 person-${hoursAgo} is unknown` })
    await sql`update deliveries set dead_at = now() - ${hoursAgo} * interval '1 hour' - interval '1 minute' where id = ${id}`
  }
  const { dead } = await readOverview(db)
  expect(dead).toMatchObject({ count: 3, groups: [{ words: 'rejected: 550 5.1.1 … is unknown', count: 3 }] })
  expect(dead.perHour).toEqual([...Array(18).fill(0), 1, 0, 0, 0, 0, 2])
})

test('what is paused is in it', async () => {
  await setPause(database.db, { scope: 'mail', reason: 'a bad mail', end: null }, actor)
  expect((await readOverview(database.db)).pauses).toMatchObject([{ scope: 'mail', reason: 'a bad mail' }])
})

test('relays and endpoints are listed with their state, last answers, reserved sends and pauses', async () => {
  const { db } = database
  await saveOrganizations(db, [{ id: 'globex', name: 'Globex' }])
  const failed = (n: number) =>
    ({ kind: 'failed', subject: `s${n}`, answer: '421 4.3.2 down', pauseMs: 60_000 }) as const
  await reportServers(
    db,
    [1, 2, 3].map(n => ({ server: 'sick:25', report: failed(n) })),
  )
  await reportServers(db, [{ server: 'webhook:hook.example', report: failed(1) }])
  await reserveSends(db, Array(10).fill({ relay: 'busy:25', everyMs: 1_000 }))
  await setPause(db, { scope: 'relay:paused:25', reason: 'moving', end: null }, actor)
  await setPause(db, { scope: 'webhook', reason: 'their wish', end: null }, actor)
  const { relays } = await listRelays(db)
  expect(relays.map(({ name, kind }) => [name, kind])).toEqual([
    ['busy:25', 'relay'],
    ['paused:25', 'relay'],
    ['sick:25', 'relay'],
    ['webhook:hook.example', 'webhook'],
  ])
  const [busy, paused, sick, hook] = relays
  expect(busy?.reservedMs).toBeGreaterThan(8_000)
  expect(paused).toMatchObject({ pause: { reason: 'moving' }, state: { isWell: true }, reservedMs: 0 })
  const [known] = await findServers(db, ['sick:25'])
  expect(sick?.state).toEqual({ ...known, probeInMs: expect.any(Number), awayForMs: expect.any(Number) })
  expect(sick).toMatchObject({ state: { away: 'failing', answers: ['421 4.3.2 down'] }, pause: null })
  expect(hook).toMatchObject({ state: { away: null, isWell: false }, pause: { reason: 'their wish' } })
})

test('the attempts of the last hour are counted at each relay by their outcome, with how long they took, and the accepted of the last minute', async () => {
  const { db, sql } = database
  const [hourAgo, minutesAgo] = [await send(), await send()]
  await send()
  await createDeadLetter(database, { relay: 'other:25' })
  const [webhook] = await sql<{ id: string }[]>`select id from deliveries where kind = 'webhook' limit 1`
  const [hooked] = (await claimAll(db, [webhook?.id ?? ''], { by: 'webhook' })) as [ClaimedDelivery]
  await settleDeliveries(db, [settlementOf(hooked, { relay: 'hook.example', retryInMs: 1_000 })])
  await sql`update attempts set finished_at = started_at + interval '2 seconds'`
  await sql`update attempts set started_at = now() - interval '61 minutes' where delivery_id = ${hourAgo}`
  await sql`
    update attempts set started_at = now() - interval '3 minutes', finished_at = now() - interval '178 seconds'
    where delivery_id = ${minutesAgo}`
  const { relays } = await listRelays(db)
  const took = { medianMs: 2_000, slowMs: 2_000 }
  expect(relays.map(({ name, lastHour }) => [name, lastHour])).toEqual([
    ['other:25', { ...took, outcomes: { rejected: 1 }, acceptedLastMinute: 0 }],
    ['relay:25', { ...took, outcomes: { accepted: 2 }, acceptedLastMinute: 1 }],
    ['webhook:hook.example', { ...took, outcomes: { deferred: 1 }, acceptedLastMinute: 0 }],
  ])
})

test('attempts that are not counted are told only if there were very many in the last hour', async () => {
  const { db, sql } = database
  for (let n = 0; n < 3; n++) await send()
  expect((await listRelays(db, { attemptsMax: 4 })).attemptsSince).toBeNull()
  const { relays, attemptsSince } = await listRelays(db, { attemptsMax: 2 })
  expect(relays).toMatchObject([{ lastHour: { outcomes: { accepted: 2 } } }])
  expect(attemptsSince).toMatch(/Z$/)
  await sql`
    update attempts set started_at = now() - interval '61 minutes'
    where delivery_id in (select delivery_id from attempts order by delivery_id limit 2)`
  expect((await listRelays(db, { attemptsMax: 2 })).attemptsSince).toBeNull()
})
