import { afterEach, describe, expect, test } from 'vitest'
import { runAppProcess } from '../app-process.ts'
import { eventually } from '../eventually.ts'
import { mailedLink } from '../mailed-link.ts'
import { requestLinksForMany } from '../many-people.ts'
import { backends, createPasslink, type Passlink } from '../passlink.ts'
import { attemptsOnRecord, deliveriesThatAre } from '../records.ts'
import { type ReceivedMail, startTestRelay, type TestRelay } from '../servers/relay.ts'
import { startWebhookReceiver, type WebhookReceiver } from '../servers/webhook-receiver.ts'

const secret = `whsec_${Buffer.alloc(32, 1).toString('base64')}`
// Longer than any test.
const forEver = { STOP_TIMEOUT: '1d' }

describe.each(backends)('with the queue in $backend', ({ backend, available }) => {
  let passlink: Passlink
  let spare: TestRelay | undefined
  let receiver: WebhookReceiver | undefined
  afterEach(async () => {
    await passlink?.stop()
    await Promise.all([spare?.stop(), receiver?.stop()])
    spare = undefined
    receiver = undefined
  })

  /** The mails and webhooks that have failed, of each relay that has a row. */
  const failures = async () =>
    (await passlink.database.sql`select health -> 'failed' as failed from relays`).map(row => row.failed)

  test.runIf(available)(
    'mails that a relay leaves without an answer are recorded as unknown before STOP_TIMEOUT, and sent again by another worker',
    async () => {
      passlink = await createPasslink(backend)
      const { relay, database } = passlink
      relay.script.message.push('hang', 'hang', 'hang')
      const worker = runAppProcess('worker', { ...passlink.environment, STOP_TIMEOUT: '10s' })
      await requestLinksForMany(passlink, 3)
      await eventually(() => expect(relay.script.message).toEqual([]))
      worker.kill('SIGTERM')
      const { code, stdout } = await worker.ended
      expect(code).toBe(0)
      expect(stdout).toContain('"attempts":3,"msg":"attempts are ended without an answer')
      const detail = 'the worker stopped before the relay answered'
      expect(await attemptsOnRecord(database)).toMatchObject(
        Array(3).fill({ outcome: 'unknown', detail, finished: true }),
      )
      // That nobody waited for its answer is no trouble of the relay.
      expect(await failures()).toEqual([])

      await passlink.startWorker()
      await deliveriesThatAre('sent', 3, database)
      const [first, second] = [relay.mails.slice(0, 3), relay.mails.slice(3)]
      const linkIn = (mail: ReceivedMail) => `${mail.messageId} ${mailedLink(mail)}`
      expect(second.map(linkIn).sort()).toEqual(first.map(linkIn).sort())
    },
  )

  test.runIf(available).each(['greeting', 'mail', 'rcpt', 'data'] as const)(
    'a worker that stops does not wait for a relay that is silent at %s: nothing was sent',
    async stage => {
      passlink = await createPasslink(backend)
      const { relay, database } = passlink
      relay.script[stage].push('hang', 'hang')
      const worker = await passlink.startWorker({ ...forEver, SMTP_TIMEOUTS: 'silent:1s' })
      await requestLinksForMany(passlink, 2)
      await eventually(async () =>
        expect(await failures()).toEqual([[expect.any(String), expect.any(String)]]),
      )
      await worker.stop()
      expect(await attemptsOnRecord(database)).toMatchObject(
        Array(2).fill({ outcome: 'not_sent', detail: 'the relay is silent' }),
      )
    },
  )

  test.runIf(available)(
    'a worker that stops does not wait for a relay that falls silent meanwhile, nor ask another',
    async () => {
      passlink = await createPasslink(backend)
      const { relay, database } = passlink
      spare = await startTestRelay()
      relay.script.rcpt.push('hang')
      const relays = { SMTP_URL: `${relay.url},${spare.url}`, SMTP_TIMEOUTS: 'silent:1s' }
      const worker = await passlink.startWorker({ ...forEver, ...relays })
      await requestLinksForMany(passlink, 1)
      await eventually(() => expect(relay.script.rcpt).toEqual([]))
      await worker.stop()
      expect(await attemptsOnRecord(database)).toMatchObject([
        { outcome: 'not_sent', detail: 'the relay is silent' },
      ])
      expect(await failures()).toEqual([])
      expect(spare.connections).toBe(0)
    },
  )

  test.runIf(available)(
    'a mail whose claim is answered after the stop began does not wait for a connection',
    async () => {
      passlink = await createPasslink(backend)
      const { relay, database } = passlink
      let answer = (_reply: string) => {}
      relay.script.message.push(
        new Promise(resolve => {
          answer = resolve
        }),
      )
      const worker = await passlink.startWorker({ ...forEver, RELAY_CONNECTIONS: '1' })
      await requestLinksForMany(passlink, 1)
      await eventually(() => expect(relay.script.message).toEqual([]))
      let stopped: Promise<void> | undefined
      await database.sql.begin(async locking => {
        await locking`lock table attempts in share mode`
        await requestLinksForMany(passlink, 1)
        await eventually(async () =>
          expect(
            await database.sql`
              select from pg_stat_activity
              where datname = current_database() and wait_event_type = 'Lock' and query like '%into attempts%'`,
          ).toHaveLength(1),
        )
        stopped = worker.stop()
      })
      const notSent = expect.objectContaining({
        outcome: 'not_sent',
        detail: 'no connection to the relay became free',
        command: null,
      })
      await eventually(async () => expect(await attemptsOnRecord(database)).toContainEqual(notSent), 5_000)
      answer('250 2.0.0 accepted')
      await stopped
    },
  )

  test.runIf(available)(
    'a webhook that the endpoint leaves without an answer is recorded before STOP_TIMEOUT, and sent again by another worker',
    async () => {
      passlink = await createPasslink(backend)
      receiver = await startWebhookReceiver()
      const { database } = passlink
      const { received } = receiver
      const webhooks = { WEBHOOK_URL: receiver.url, WEBHOOK_SECRET: secret }
      receiver.script.push(() => {})
      const worker = await passlink.startWorker({ ...webhooks, STOP_TIMEOUT: '2s' })
      await requestLinksForMany(passlink, 1)
      await eventually(() => expect(received).toHaveLength(1))
      await worker.stop()
      expect(await attemptsOnRecord(database)).toContainEqual(
        expect.objectContaining({
          outcome: 'deferred',
          detail: 'the worker stopped before the endpoint answered',
          command: null,
        }),
      )
      expect(await failures()).toEqual([])

      await passlink.startWorker(webhooks)
      await deliveriesThatAre('sent', 2, database)
      expect(received.map(({ headers }) => headers['webhook-id'])).toEqual(
        Array(2).fill(received[0]?.headers['webhook-id']),
      )
    },
  )
})
