import { randomUUID } from 'node:crypto'
import type { Queue } from 'bullmq'
import { afterEach, describe, expect, test } from 'vitest'
import { eventually } from '../eventually.ts'
import { askForLink, backends, createPasslink, type Passlink } from '../passlink.ts'
import { countLive } from '../queue.ts'

describe.each(backends)('with the queue in $backend', ({ backend, available }) => {
  let passlink: Passlink
  afterEach(() => passlink?.stop())

  test.runIf(available)(
    'invalid jobs that are added to the queue end with a reason and block no delivery',
    async () => {
      passlink = await createPasslink(backend)
      const api = await passlink.startApi()
      const queue = passlink.openQueue()
      const bull: Pick<Queue, 'add' | 'getFailed'> = await queue.bull()
      const invalidData = [
        {},
        null,
        { deliveryId: 'nonsense' },
        { deliveryId: 7 },
        { deliveryId: randomUUID() },
      ]
      for (const data of invalidData) await bull.add('deliver', data)
      await askForLink(api, await passlink.issuer.token('alice'))
      await passlink.startWorker()

      await eventually(() => expect(passlink.relay.mails).toHaveLength(1))
      await eventually(async () => expect(await countLive(queue)).toBe(0))
      const failed = await bull.getFailed()
      expect(failed.map(job => job.failedReason)).toEqual(Array(4).fill('the job names no delivery'))
    },
  )
})
