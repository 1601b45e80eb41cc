import { afterEach, describe, expect, test } from 'vitest'
import { eventually } from '../eventually.ts'
import { backends, createPasslink, type Passlink, promiseAlice } from '../passlink.ts'
import { deliveryThatIs } from '../records.ts'

const monthMs = 30 * 86_400_000
const overdue = 'the deadline passed before the mail could be sent'

describe.each(backends)('with the queue in $backend', ({ backend, available }) => {
  let passlink: Passlink
  afterEach(() => passlink?.stop())

  /** A promised mail whose job nobody has taken, and the queue that holds the job. */
  async function promiseWithoutWorker() {
    passlink = await createPasslink(backend)
    passlink.environment.DELIVERY_DEADLINE = '1s'
    const api = await passlink.startApi()
    await promiseAlice(passlink, api)
    const bull = await passlink.openQueue().bull()
    const { id } = await deliveryThatIs('queued', passlink.database)
    await eventually(async () => expect(await bull.getJob(id)).toBeDefined())
    return { bull, id }
  }

  test.runIf(available)('a delivery ends at its deadline although its queue is paused', async () => {
    const { bull } = await promiseWithoutWorker()
    await bull.pause()
    await passlink.startWorker()
    expect(await deliveryThatIs('dead', passlink.database)).toMatchObject({
      dead_reason: overdue,
      attempts: 0,
    })
    await bull.resume()
    await eventually(async () => expect(await bull.getFailedCount()).toBe(1))
    expect(passlink.relay.mails).toEqual([])
  })

  test.runIf(available)(
    'a delivery ends at its deadline although its job was delayed by a month',
    async () => {
      const { bull, id } = await promiseWithoutWorker()
      await bull.remove(id)
      await bull.add('deliver', { deliveryId: id }, { jobId: id, delay: monthMs })
      await passlink.startWorker()
      expect(await deliveryThatIs('dead', passlink.database)).toMatchObject({
        dead_reason: overdue,
        attempts: 0,
      })
      expect(await bull.getDelayedCount()).toBe(1)
    },
  )

  test.runIf(available)('its webhook tells of a delivery that has expired', async () => {
    const { bull } = await promiseWithoutWorker()
    await bull.pause()
    await passlink.startWorker({
      WEBHOOK_URL: 'http://127.0.0.1:9/hook',
      WEBHOOK_SECRET: `whsec_${Buffer.alloc(32).toString('base64')}`,
    })
    await eventually(async () =>
      expect(
        await passlink.database.sql`
          select events.type, data ->> 'reason' as reason from deliveries join events on sequence = event_sequence
          where kind = 'webhook'`,
      ).toEqual([{ type: 'delivery.dead', reason: overdue }]),
    )
  })
})
