import { claimDeliveries, saveUsers } from '@passlink/store'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { recordForAlice, terms } from '../deliveries.ts'
import { eventually } from '../eventually.ts'
import { createLogLines } from '../log-lines.ts'
import { figureOf, metricsOf } from '../metrics-of.ts'
import { type App, createPasslink, type Passlink, requestLinkForAlice } from '../passlink.ts'
import { alice } from '../people.ts'
import { deliveriesThatAre, deliveryThatIs } from '../records.ts'
import { startWebhookReceiver, type WebhookReceiver } from '../servers/webhook-receiver.ts'

const { log, lines } = createLogLines()

let passlink: Passlink
let receiver: WebhookReceiver | undefined
beforeEach(async () => {
  lines.length = 0
  passlink = await createPasslink('postgres', log)
})
afterEach(async () => {
  await passlink?.stop()
  await receiver?.stop()
  receiver = undefined
})

/** Waits until the worker shows these figures. */
const shows = (worker: App, figures: Record<string, number>) =>
  eventually(async () => {
    const metrics = await metricsOf(worker)
    const found = Object.keys(figures).map(series => [series, figureOf(metrics, series)])
    expect(Object.fromEntries(found)).toEqual(figures)
  })
const relayName = () => new URL(passlink.relay.url).host
const logged = (message: string) => lines.map(line => JSON.parse(line)).filter(({ msg }) => msg === message)

test('an accepted mail is counted by relay, outcome and class, and its time from the call is measured', async () => {
  const worker = await passlink.startWorker()
  await shows(worker, {
    'passlink_delivery_seconds_count{kind="link"}': 0,
    'passlink_jobs_at_once{queue="mail"}': 100,
    'passlink_jobs_at_once{queue="webhook"}': 100,
  })
  await requestLinkForAlice(passlink, await passlink.startApi())
  await deliveryThatIs('sent', passlink.database)
  const labels = `relay="${relayName()}",outcome="accepted",class="2xx",status="sent"`
  await shows(worker, {
    [`passlink_attempts_total{${labels}}`]: 1,
    'passlink_delivery_seconds_count{kind="link"}': 1,
    'passlink_batch_size_count{batch="claim_mail"}': 1,
    'passlink_batch_wait_seconds_count{batch="settle"}': 1,
  })
  const seconds = figureOf(await metricsOf(worker), 'passlink_delivery_seconds_sum{kind="link"}') ?? 0
  const [row] = await passlink.database.sql`
    select extract(epoch from sent_at - created_at)::float8 as seconds from deliveries`
  expect(seconds).toBeGreaterThan(0)
  // The worker knows of the acceptance before it is recorded.
  expect(seconds).toBeLessThanOrEqual(row?.seconds)
})

test('a delivery that was recorded long ago, and was redriven, is measured from its redrive', async () => {
  await recordForAlice(passlink.database.db, 2)
  await passlink.database.sql`update deliveries set created_at = now() - interval '1 hour 40 minutes'`
  await passlink.database.sql`
    update deliveries set redriven_at = now() where id = (select id from deliveries order by id limit 1)`
  const worker = await passlink.startWorker()
  await deliveriesThatAre('sent', 2, passlink.database)
  await shows(worker, {
    'passlink_delivery_seconds_count{kind="link"}': 2,
    'passlink_delivery_seconds_bucket{le="3600",kind="link"}': 1,
  })
})

test('a refused mail, and an answer that was lost, are counted by what they are', async () => {
  const worker = await passlink.startWorker()
  const api = await passlink.startApi()
  passlink.relay.script.rcpt.push('550 5.1.1 no such mailbox')
  await requestLinkForAlice(passlink, api)
  await deliveryThatIs('dead', passlink.database)
  await shows(worker, {
    [`passlink_attempts_total{relay="${relayName()}",outcome="rejected",class="5xx",status="dead"}`]: 1,
    'passlink_dead_total{kind="link",cause="rejected"}': 1,
    passlink_unknown_total: 0,
  })
  passlink.relay.script.message.push('drop')
  await requestLinkForAlice(passlink, api)
  await shows(worker, {
    [`passlink_attempts_total{relay="${relayName()}",outcome="unknown",class="none",status="waiting"}`]: 1,
    passlink_unknown_total: 1,
    passlink_leases_lapsed_total: 0,
  })
})

test('a delivery that ends as it is claimed is logged and counted, once, with its cause', async () => {
  const [used] = await recordForAlice(passlink.database.db, 1)
  await passlink.database.sql`update links set revoked_at = now() where id = ${used?.linkId as string}`
  await recordForAlice(passlink.database.db, 1)
  const [unreachable] = await passlink.database
    .sql`select id from deliveries where link_id <> ${used?.linkId as string}`
  await saveUsers(passlink.database.db, [{ ...alice, emailVerified: false }])
  const worker = await passlink.startWorker()
  await deliveriesThatAre('dead', 2, passlink.database)
  await shows(worker, {
    'passlink_dead_total{kind="link",cause="link_ended"}': 1,
    'passlink_dead_total{kind="link",cause="address"}': 1,
    'passlink_dead_total{kind="link",cause="rejected"}': 0,
    passlink_expired_total: 0,
    // They were in no queue.
    passlink_reconciled_total: 2,
  })
  const [revoked, lost] = logged('delivery ended by its claim').sort((one, other) => one.level - other.level)
  expect(revoked).toMatchObject({ level: 30, deliveryId: used?.deliveryId, reason: 'the link was revoked' })
  expect(lost).toMatchObject({ level: 50, deliveryId: unreachable?.id, requestId: 'r', status: 'dead' })
  expect(logged('delivery ended by its claim')).toHaveLength(2)
})

test('an overdue delivery is counted as expired, and as dead by its deadline', async () => {
  await recordForAlice(passlink.database.db, 1)
  await passlink.database.sql`update deliveries set deadline = now()`
  const worker = await passlink.startWorker()
  await deliveryThatIs('dead', passlink.database)
  await shows(worker, { 'passlink_dead_total{kind="link",cause="deadline"}': 1 })
})

test('a claim that lapsed is counted by the worker that takes over, or that ends the delivery', async () => {
  const { db, sql } = passlink.database
  const links = await recordForAlice(db, 2)
  const claims = links.map(({ deliveryId }) => ({ deliveryId }))
  await claimDeliveries(db, claims, { ...terms, keyIds: { current: 'test', known: ['test'] }, leaseMs: 1 })
  await sql`update links set revoked_at = now() where id = ${links[0]?.linkId as string}`
  const worker = await passlink.startWorker()
  await shows(worker, {
    passlink_leases_lapsed_total: 2,
    passlink_unknown_total: 2,
    'passlink_dead_total{kind="link",cause="link_ended"}': 1,
    'passlink_delivery_seconds_count{kind="link"}': 1,
  })
})

test('the answers to webhooks are counted by class, and by the name under which their endpoint is away', async () => {
  receiver = await startWebhookReceiver()
  receiver.script.push({ status: 302 })
  const settings = {
    WEBHOOK_URL: receiver.url,
    WEBHOOK_SECRET: `whsec_${Buffer.alloc(32, 7).toString('base64')}`,
  }
  Object.assign(passlink.environment, settings)
  const worker = await passlink.startWorker()
  await requestLinkForAlice(passlink, await passlink.startApi())
  await deliveriesThatAre('sent', 2, passlink.database)
  const relay = `relay="webhook:127.0.0.1:${receiver.port}"`
  await shows(worker, {
    'passlink_webhook_answers_total{class="2xx"}': 1,
    'passlink_webhook_answers_total{class="3xx"}': 1,
    'passlink_webhook_answers_total{class="none"}': 0,
    [`passlink_attempts_total{${relay},outcome="deferred",class="3xx",status="waiting"}`]: 1,
    [`passlink_attempts_total{${relay},outcome="accepted",class="2xx",status="sent"}`]: 1,
    'passlink_delivery_seconds_count{kind="webhook"}': 1,
    [`passlink_relay_away{${relay}}`]: 0,
  })
})
