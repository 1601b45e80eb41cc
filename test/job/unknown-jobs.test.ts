import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { eventually } from '../eventually.ts'
import { createLogLines } from '../log-lines.ts'
import { metricsOf } from '../metrics-of.ts'
import { backends, createPasslink, type Passlink } from '../passlink.ts'
import { countLive, deliveryId } from '../queue.ts'

const { log, lines } = createLogLines()
beforeEach(() => {
  lines.length = 0
})

const warnings = () =>
  lines.map(line => JSON.parse(line)).filter(({ msg }) => msg.includes('not in the database'))

describe.each(backends)('with the queue in $backend', ({ backend, available }) => {
  let passlink: Passlink
  afterEach(() => passlink?.stop())

  test.runIf(available)(
    'jobs of deliveries that nobody knows are dropped, counted, and reported with their number and not one by one',
    async () => {
      passlink = await createPasslink(backend, log)
      const [mails, webhooks] = [passlink.openQueue(), passlink.openQueue('webhooks')]
      const jobs = Array.from({ length: 1_000 }, (_, n) => ({ deliveryId: deliveryId(n), dueInMs: 0 }))
      await eventually(() => mails.enqueue(jobs.slice(1)))
      await eventually(() => webhooks.enqueue(jobs.slice(0, 1)))
      const worker = await passlink.startWorker()
      await eventually(async () => {
        expect(await countLive(mails)).toBe(0)
        expect(await countLive(webhooks)).toBe(0)
      })
      expect(await metricsOf(worker)).toMatch(/^passlink_unknown_jobs_total 1000$/m)
      // Without waiting for the end of the minute.
      await eventually(() => expect(warnings()).toHaveLength(1))
      await worker.stop()
      expect(warnings().length).toBeLessThanOrEqual(2)
      expect(warnings().every(({ level }) => level === 40)).toBe(true)
      expect(warnings().reduce((sum, { jobs }) => sum + jobs, 0)).toBe(1_000)
    },
  )
})
