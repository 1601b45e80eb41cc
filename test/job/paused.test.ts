import {
  endPause,
  type PauseEnd,
  type PauseScope,
  recordLinks,
  saveOrganizations,
  saveUsers,
  setPause,
} from '@passlink/store'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { recordForAlice, request, unlimited } from '../deliveries.ts'
import { eventually } from '../eventually.ts'
import { createLogLines } from '../log-lines.ts'
import { figureOf, metricsOf, readinessOf } from '../metrics-of.ts'
import { type App, backends, createPasslink, type Passlink } from '../passlink.ts'
import { alice } from '../people.ts'
import { attemptsOnRecord, deliveriesThatAre } from '../records.ts'
import { startTestRelay, type TestRelay } from '../servers/relay.ts'
import { startWebhookReceiver, type WebhookReceiver } from '../servers/webhook-receiver.ts'

const actor = { operator: 'olga', address: '192.0.2.7' }
const reason = 'the relay moves'
// The longest that a mail of a paused organization waits once the pause has ended, and some more.
const backWithinMs = 23_000

describe.each(backends)('with the queue in $backend', ({ backend, available }) => {
  let passlink: Passlink
  let lines: string[]
  const servers: (TestRelay | WebhookReceiver)[] = []
  beforeEach(async () => {
    const logged = createLogLines()
    lines = logged.lines
    passlink = await createPasslink(backend, logged.log)
  })
  afterEach(async () => {
    await passlink?.stop()
    await Promise.all(servers.splice(0).map(server => server.stop()))
  })

  async function started<Server extends TestRelay | WebhookReceiver>(starting: Promise<Server>) {
    const server = await starting
    servers.push(server)
    return server
  }
  async function startWorkerWithWebhooks() {
    const receiver = await started(startWebhookReceiver())
    const secret = `whsec_${Buffer.alloc(32, 1).toString('base64')}`
    const worker = await passlink.startWorker({ WEBHOOK_URL: receiver.url, WEBHOOK_SECRET: secret })
    return { receiver, worker }
  }

  const pause = (scope: PauseScope, end: PauseEnd = null) =>
    setPause(passlink.database.db, { scope, reason, end }, actor)
  const resume = (scope: PauseScope) => endPause(passlink.database.db, scope, actor)
  const pausedAt = (worker: App, paused?: object[]) =>
    eventually(async () => {
      const { status, body } = await readinessOf(worker)
      expect([status, 'paused' in body ? body.paused : undefined]).toEqual([200, paused])
    })
  /** Requests links whose jobs are in the queue at once. */
  async function requestLinks(count: number) {
    const links = await recordForAlice(passlink.database.db, count)
    const jobs = links.map(({ deliveryId }) => ({ deliveryId, dueInMs: 0 }))
    await eventually(() => passlink.openQueue().enqueue(jobs))
  }
  async function jobsAre(counts: Record<string, number>, queue?: 'webhooks') {
    const bull = await passlink.openQueue(queue).bull()
    await eventually(async () => expect(await bull.getJobCounts()).toMatchObject(counts), backWithinMs)
  }
  const nothingWasTried = async () => {
    expect(await attemptsOnRecord(passlink.database)).toEqual([])
    expect(passlink.relay.mails).toEqual([])
  }
  /** How often the worker has tried to claim: what waits behind a closed gate is not even looked at. */
  const claimsBy = async (worker: App, by: 'mail' | 'webhook') =>
    figureOf(await metricsOf(worker), `passlink_batch_size_count{batch="claim_${by}"}`) ?? 0
  const rowsOf = (kind: string, status: string) =>
    passlink.database.sql`select dead_reason from deliveries where kind = ${kind} and status = ${status}`

  test.runIf(available)(
    'while mail is paused no attempt begins, which readiness, metrics and log tell, and all mails leave once it has ended',
    async () => {
      await pause('mail')
      const worker = await passlink.startWorker()
      await requestLinks(3)
      await jobsAre({ active: 3 })
      const since = expect.stringMatching(/^20.*Z$/)
      await pausedAt(worker, [{ scope: 'mail', reason, since, endsAt: null }])
      expect(figureOf(await metricsOf(worker), 'passlink_paused{scope="mail"}')).toBe(1)
      await nothingWasTried()
      expect(await claimsBy(worker, 'mail')).toBe(0)

      await resume('mail')
      await deliveriesThatAre('sent', 3, passlink.database)
      await pausedAt(worker)
      expect(figureOf(await metricsOf(worker), 'passlink_paused{scope="mail"}')).toBe(0)
      const logged = lines.map(line => JSON.parse(line)).filter(({ scope }) => scope === 'mail')
      expect(logged).toMatchObject([
        { msg: 'paused', level: 40, reason, operator: 'olga' },
        { msg: 'no longer paused', level: 40 },
      ])
    },
  )

  test.runIf(available)('a pause ends everywhere by the database’s clock', async () => {
    await pause('mail', { inMs: 3_000 })
    const workers = await Promise.all([passlink.startWorker(), passlink.startWorker()])
    await requestLinks(3)
    await jobsAre({ active: 3 })
    await nothingWasTried()
    await deliveriesThatAre('sent', 3, passlink.database)
    const [{ early }] = (await passlink.database.sql`
      select count(*)::int as early from attempts, pauses where started_at < ends_at`) as unknown as [
      { early: number },
    ]
    expect(early).toBe(0)
    for (const worker of workers) await pausedAt(worker)
  })

  test.runIf(available)('an attempt under way when mail is paused is finished', async () => {
    const { relay, database } = passlink
    const worker = await passlink.startWorker()
    let answer: (reply: string) => void = () => {}
    relay.script.message.push(new Promise(resolve => (answer = resolve)))
    await requestLinks(1)
    await eventually(() => expect(relay.script.message).toEqual([]))
    await pause('mail')
    await pausedAt(worker, [expect.objectContaining({ scope: 'mail' })])
    answer('250 2.0.0 ok')
    await deliveriesThatAre('sent', 1, database)
  })

  test.runIf(available)(
    'the mails of a paused organization wait without an attempt and without a turn of a relay’s rate; those of others flow',
    async () => {
      const { database, relay } = passlink
      await saveOrganizations(database.db, [{ id: 'other', name: 'Other' }])
      await saveUsers(database.db, [
        { ...alice, id: 'bob', organizationId: 'other', email: 'bob@other.example' },
      ])
      await pause('organization:acme')
      const worker = await passlink.startWorker({ RELAY_RATE: '1/1h' })
      await pausedAt(worker, [expect.objectContaining({ scope: 'organization:acme' })])
      await requestLinks(3)
      await jobsAre({ delayed: 3 })
      await nothingWasTried()
      await recordLinks(database.db, [{ ...request, userId: 'bob' }], unlimited)
      await eventually(() =>
        expect(relay.mails.map(({ envelope }) => envelope.to)).toEqual(['bob@other.example']),
      )
      expect(await rowsOf('link', 'queued')).toHaveLength(3)
      expect(figureOf(await metricsOf(worker), 'passlink_paused{scope="organization"}')).toBe(1)
    },
  )

  test.runIf(available)(
    'the mails of an organization leave within seconds of the end of its pause',
    async () => {
      await pause('organization:acme')
      await passlink.startWorker()
      await requestLinks(3)
      await jobsAre({ delayed: 3 })
      await resume('organization:acme')
      await eventually(async () => expect(await rowsOf('link', 'sent')).toHaveLength(3), backWithinMs)
    },
  )

  test.runIf(available)(
    'while a relay is paused the others get its mails, and it gets them again after that',
    async () => {
      const [first, second] = [passlink.relay, await started(startTestRelay())]
      const scope: PauseScope = `relay:127.0.0.1:${first.port}`
      await pause(scope)
      const worker = await passlink.startWorker({ SMTP_URL: `${first.url},${second.url}` })
      await requestLinks(3)
      await deliveriesThatAre('sent', 3, passlink.database)
      expect([first.connections, second.mails.length]).toEqual([0, 3])
      expect(figureOf(await metricsOf(worker), 'passlink_paused{scope="relay"}')).toBe(1)
      expect(figureOf(await metricsOf(worker), 'passlink_all_relays_paused')).toBe(0)
      await resume(scope)
      await pausedAt(worker)
      await requestLinks(3)
      await deliveriesThatAre('sent', 6, passlink.database)
      expect([first.mails.length, second.mails.length]).toEqual([3, 3])
    },
  )

  test.runIf(available)(
    'a mail whose deadline passes while all relays are paused ends dead without an attempt, for that reason, and its job fails',
    async () => {
      await pause(`relay:127.0.0.1:${passlink.relay.port}`)
      const worker = await passlink.startWorker()
      await pausedAt(worker, [expect.objectContaining({ reason })])
      expect(figureOf(await metricsOf(worker), 'passlink_all_relays_paused')).toBe(1)
      await requestLinks(1)
      await jobsAre({ active: 1 })
      await nothingWasTried()
      await passlink.database.sql`update deliveries set deadline = now()`
      const [dead] = await deliveriesThatAre('dead', 1, passlink.database)
      expect(dead?.dead_reason).toBe(`the deadline passed while all relays were paused: ${reason}`)
      await jobsAre({ failed: 1 })
      expect(passlink.relay.connections).toBe(0)
    },
  )

  test.runIf(available).each([
    ['mail', 'mail was paused'],
    ['organization:acme', 'mail of the organization was paused'],
  ] as const)(
    'a mail whose deadline passes while %s is paused ends dead without an attempt, for that reason, which its webhook tells',
    async (scope, was) => {
      await pause(scope)
      const { receiver } = await startWorkerWithWebhooks()
      await requestLinks(1)
      await jobsAre({ [scope === 'mail' ? 'active' : 'delayed']: 1 })
      await passlink.database.sql`update deliveries set deadline = now()`
      await eventually(() => expect(receiver.received).toHaveLength(1))
      expect(JSON.parse(receiver.received[0]?.body ?? '')).toMatchObject({
        type: 'delivery.dead',
        data: { reason: `the deadline passed while ${was}: ${reason}` },
      })
      expect(passlink.relay.connections).toBe(0)
    },
  )

  test.runIf(available)(
    'while webhooks are paused mails leave, and webhooks wait until then, or die of it',
    async () => {
      await pause('webhook')
      const { receiver, worker } = await startWorkerWithWebhooks()
      await requestLinks(2)
      await eventually(async () => expect(await rowsOf('link', 'sent')).toHaveLength(2))
      await jobsAre({ active: 2 }, 'webhooks')
      expect(receiver.received).toEqual([])
      expect(figureOf(await metricsOf(worker), 'passlink_paused{scope="webhook"}')).toBe(1)
      expect(await claimsBy(worker, 'webhook')).toBe(0)
      await passlink.database.sql`
      update deliveries set deadline = now()
      where id = (select id from deliveries where kind = 'webhook' limit 1)`
      await eventually(async () =>
        expect(await rowsOf('webhook', 'dead')).toEqual([
          { dead_reason: `the deadline passed while webhooks were paused: ${reason}` },
        ]),
      )
      await resume('webhook')
      await eventually(async () => expect(await rowsOf('webhook', 'sent')).toHaveLength(1))
      expect(receiver.received).toHaveLength(1)
    },
  )

  test.runIf(available)(
    'that somebody has paused the queue with another tool is told by readiness, metrics and log',
    async () => {
      const bull = await passlink.openQueue('webhooks').bull()
      await bull.pause()
      const worker = await passlink.startWorker()
      await pausedAt(worker, [{ scope: 'queue:webhooks', reason: 'paused with another tool' }])
      expect(figureOf(await metricsOf(worker), 'passlink_paused{scope="queue"}')).toBe(1)
      await bull.resume()
      await pausedAt(worker)
      const logged = lines.map(line => JSON.parse(line)).filter(({ queue }) => queue === 'webhooks')
      expect(logged.map(({ msg }) => msg)).toEqual([
        'the queue is paused with another tool',
        'the queue is no longer paused',
      ])
    },
  )
})
