import type { DeliveryQueue } from '@passlink/queue'
import { listOpenDeliveries } from '@passlink/store'
import { createReconciler, enqueuePage } from '@passlink/worker'
import { afterEach, describe, expect, test } from 'vitest'
import { recordForAlice } from '../deliveries.ts'
import { eventually } from '../eventually.ts'
import { backends, createPasslink, type Passlink } from '../passlink.ts'
import { countLive } from '../queue.ts'
import { deliveriesThatAre, deliveryThatIs } from '../records.ts'

const { signal } = new AbortController()
const page = { from: 'newest', limit: 100 } as const

describe.each(backends)('with the queue in $backend', ({ backend, available }) => {
  let passlink: Passlink
  afterEach(() => passlink?.stop())

  const reconciler = (queue: DeliveryQueue, pageSize = 1_000) =>
    createReconciler(
      passlink.database.db,
      { mail: queue, webhook: passlink.openQueue('webhooks') },
      { pageSize, checkPages: 1, repairPages: 2, roundMs: 1_000 },
    )

  test.runIf(available)('a delivery that was recorded but never enqueued is mailed once', async () => {
    passlink = await createPasslink(backend)
    await passlink.startWorker()
    await recordForAlice(passlink.database.db, 1)
    await deliveryThatIs('sent', passlink.database)
    expect(passlink.relay.mails).toHaveLength(1)
  })

  /** Makes the delivery dead with its job in the failed set, and stops the worker. */
  async function refuse() {
    const { relay, database } = passlink
    relay.script.rcpt.push('550 5.1.1 no such mailbox')
    const worker = await passlink.startWorker()
    const { id } = await deliveryThatIs('dead', database)
    const queue = passlink.openQueue()
    const bull = await queue.bull()
    await eventually(async () => expect(await bull.getFailedCount()).toBe(1))
    await worker.stop()
    return { id, queue, bull }
  }

  test.runIf(available)(
    'a failed job whose delivery is open is enqueued again, and its mail sent',
    async () => {
      passlink = await createPasslink(backend)
      await recordForAlice(passlink.database.db, 1)
      const { bull } = await refuse()
      await passlink.database.sql`update deliveries set status = 'queued', dead_reason = null`
      await passlink.startWorker()
      await deliveryThatIs('sent', passlink.database)
      expect(passlink.relay.mails).toHaveLength(1)
      await eventually(async () => expect(await bull.getFailedCount()).toBe(0))
    },
  )

  test.runIf(available)('a delivery that dies after it was listed as open keeps its failed job', async () => {
    passlink = await createPasslink(backend)
    const { db } = passlink.database
    await recordForAlice(db, 1)
    const listed = await listOpenDeliveries(db, page)
    expect(listed).toHaveLength(1)

    const { id, queue, bull } = await refuse()
    const queues = { mail: queue, webhook: passlink.openQueue('webhooks') }
    expect(await enqueuePage(db, queues, listed)).toBe(0)
    expect(await bull.getJobCounts('waiting', 'failed')).toEqual({ waiting: 0, failed: 1 })
    expect(await bull.getJobState(id)).toBe('failed')
  })

  test.runIf(available)(
    'lost jobs are enqueued again page by page from both ends, and nothing is enqueued while none is missing',
    async () => {
      passlink = await createPasslink(backend)
      const { db } = passlink.database
      const queue = passlink.openQueue()
      // As if recorded long ago, so that the check of the newest finds none of them.
      await recordForAlice(db, 9)
      await passlink.database.sql`
        update deliveries set id = overlay(id::text placing '01890000' from 1 for 8)::uuid`
      const ids = (await passlink.database.sql`select id from deliveries order by id`).map(({ id }) => id)
      await queue.enqueue(ids.slice(0, 1).map(deliveryId => ({ deliveryId, dueInMs: 0 })))
      const reconcile = reconciler(queue, 2)
      const waitingIds = async () => {
        const jobs = await (await queue.bull()).getJobs(['waiting'])
        return jobs.map(job => ids.indexOf(job.data.deliveryId)).sort()
      }

      expect(await reconcile(signal)).toEqual({ added: 3, repairing: true })
      expect(await waitingIds()).toEqual([0, 1, 7, 8])
      expect(await reconcile(signal)).toEqual({ added: 4, repairing: true })
      expect(await reconcile(signal)).toEqual({ added: 1, repairing: true })
      for (let round = 0; round < 6; round++)
        expect(await reconcile(signal)).toEqual({ added: 0, repairing: false })
      expect(await countLive(queue)).toBe(9)

      await queue.remove([ids[4]])
      await eventually(async () => expect(await reconcile(signal)).toEqual({ added: 1, repairing: false }))
      await passlink.startWorker()
      await deliveriesThatAre('sent', 9, passlink.database)
      expect(passlink.relay.mails).toHaveLength(9)
    },
  )

  test.runIf(available)(
    'repairing restarts if the queue loses its jobs again or another worker takes over',
    async () => {
      passlink = await createPasslink(backend)
      await recordForAlice(passlink.database.db, 3)
      const queue = passlink.openQueue()
      const [first, second] = [reconciler(queue), reconciler(queue)]
      expect(await first(signal)).toEqual({ added: 3, repairing: true })
      await (await queue.bull()).obliterate({ force: true })
      expect(await first(signal)).toEqual({ added: 3, repairing: true })
      expect(await second(signal)).toEqual({ added: 0, repairing: true })
      expect(await second(signal)).toEqual({ added: 0, repairing: false })
      expect(await first(signal)).toEqual({ added: 0, repairing: false })
    },
  )

  test.runIf(available)(
    'all lost jobs are enqueued again while mails continue to be sent',
    async () => {
      passlink = await createPasslink(backend)
      const { db, sql } = passlink.database
      for (let batch = 0; batch < 6; batch++) await recordForAlice(db, 500)
      await passlink.startWorker()
      const count = async (status: string) =>
        Number((await sql`select count(*) from deliveries where status = ${status}`)[0]?.count)
      await eventually(async () => expect(await count('sent')).toBeGreaterThan(0), 30_000)
      const queue = passlink.openQueue()
      await (await queue.bull()).obliterate({ force: true })
      const sentBefore = await count('sent')
      await eventually(async () => {
        const open = (await count('queued')) + (await count('sending'))
        expect(await countLive(queue)).toBeGreaterThanOrEqual(open)
      }, 30_000)
      await eventually(async () => expect(await count('sent')).toBeGreaterThan(sentBefore))
    },
    60_000,
  )
})
