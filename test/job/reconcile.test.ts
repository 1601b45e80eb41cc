import { reconcile } from '@passlink/worker'
import { afterEach, describe, expect, test } from 'vitest'
import { recordForAlice } from '../deliveries.ts'
import { eventually } from '../eventually.ts'
import { backends, createPasslink, type Passlink, promiseAlice } from '../passlink.ts'
import { deliveriesThatAre, deliveryThatIs } from '../records.ts'

describe.each(backends)('with the queue in $backend', ({ backend, available }) => {
  let passlink: Passlink
  afterEach(() => passlink?.stop())

  test.runIf(available)('a delivery that was recorded and never enqueued is mailed, once', async () => {
    passlink = await createPasslink(backend)
    await passlink.startWorker()
    await recordForAlice(passlink.database.db, 1)
    await deliveryThatIs('sent', passlink.database)
    expect(passlink.relay.mails).toHaveLength(1)
  })

  test.runIf(available)('a failed job whose delivery is open is revived, and its mail sent', async () => {
    passlink = await createPasslink(backend)
    const { relay, database } = passlink
    relay.script.rcpt.push('550 5.1.1 no such mailbox')
    await passlink.startWorker()
    await promiseAlice(passlink, await passlink.startApi())
    await deliveryThatIs('dead', database)
    const queue = await passlink.openQueue().bull()
    await eventually(async () => expect(await queue.getFailedCount()).toBe(1))

    await database.sql`update deliveries set status = 'queued', dead_reason = null`
    await deliveryThatIs('sent', database)
    expect(relay.mails).toHaveLength(1)
    await eventually(async () => expect(await queue.getFailedCount()).toBe(0))
  })

  test.runIf(available)(
    'what the queue lost is put back page by page, and nothing is added while nothing is missing',
    async () => {
      passlink = await createPasslink(backend)
      const { db } = passlink.database
      const queue = passlink.openQueue()
      expect(await reconcile(db, queue)).toBe(0)
      const links = await recordForAlice(db, 7)
      await queue.enqueue(links.slice(0, 3).map(({ deliveryId }) => ({ deliveryId, dueInMs: 0 })))

      expect(await reconcile(db, queue, { pageSize: 2 })).toBe(4)
      expect(await queue.countLive()).toBe(7)
      expect(await reconcile(db, queue, { pageSize: 2 })).toBe(0)
      expect(await reconcile(db, queue, { pageSize: 2, thorough: true })).toBe(0)
      expect(await queue.countLive()).toBe(7)

      await passlink.startWorker()
      await deliveriesThatAre('sent', 7, passlink.database)
      expect(passlink.relay.mails).toHaveLength(7)
    },
  )

  test.runIf(available)(
    'one that is missing behind a job that nobody needs is found by a thorough look',
    async () => {
      passlink = await createPasslink(backend)
      const { db } = passlink.database
      const queue = passlink.openQueue()
      await queue.enqueue([{ deliveryId: '01890000-0000-7000-8000-000000000000', dueInMs: 3_600_000 }])
      await recordForAlice(db, 1)

      expect(await reconcile(db, queue)).toBe(0)
      expect(await reconcile(db, queue, { thorough: true })).toBe(1)
    },
  )
})
