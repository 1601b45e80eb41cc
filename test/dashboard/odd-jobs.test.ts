import { randomUUID } from 'node:crypto'
import { afterEach, describe, expect, test } from 'vitest'
import { eventually } from '../eventually.ts'
import { askDashboard } from '../operator.ts'
import { askForLink, backends, createPasslink, type Passlink } from '../passlink.ts'
import { countLive } from '../queue.ts'

describe.each(backends)('with the queue in $backend', ({ backend, available }) => {
  let passlink: Passlink
  afterEach(() => passlink?.stop())

  test.runIf(available)(
    'invalid jobs that an operator adds end with a reason and block no delivery',
    async () => {
      passlink = await createPasslink(backend)
      const [api, dashboard] = await Promise.all([passlink.startApi(), passlink.startDashboard()])
      const invalidData = [
        {},
        null,
        { deliveryId: 'nonsense' },
        { deliveryId: 7 },
        { deliveryId: randomUUID() },
      ]
      for (const data of invalidData) {
        const response = await askDashboard(dashboard, '/queues/api/queues/deliveries/add', {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ name: 'deliver', data, options: {} }),
        })
        expect(response.status).toBe(200)
      }
      await askForLink(api, await passlink.issuer.token('alice'))
      await passlink.startWorker()

      await eventually(() => expect(passlink.relay.mails).toHaveLength(1))
      const queue = passlink.openQueue()
      await eventually(async () => expect(await countLive(queue)).toBe(0))
      const failed = await (await queue.bull()).getFailed()
      expect(failed.map(job => job.failedReason)).toEqual(Array(4).fill('the job names no delivery'))
    },
  )
})
