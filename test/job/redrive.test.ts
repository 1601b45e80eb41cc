import { discardDeliveries } from '@passlink/store'
import { afterEach, describe, expect, test } from 'vitest'
import { runCommand } from '../cli/run-command.ts'
import { createVisitor } from '../dashboard/dead-letter-pages.ts'
import { eventually } from '../eventually.ts'
import { askDashboard } from '../operator.ts'
import {
  backends,
  createPasslink,
  type Passlink,
  requestLinkForAlice,
  startAndRequestLink,
} from '../passlink.ts'
import { attemptsOnRecord, deliveriesThatAre, deliveryThatIs } from '../records.ts'

const refusal = '550 5.1.1 no such mailbox'

describe.each(backends)('with the queue in $backend', ({ backend, available }) => {
  let passlink: Passlink
  let dashboard: { port: number }
  afterEach(() => passlink?.stop())

  const bull = () => passlink.openQueue().bull()

  /** Starts the dashboard and makes `count` deliveries dead, with their jobs in the failed set. Resolves to their ids. */
  async function refuse(count: number): Promise<string[]> {
    passlink = await createPasslink(backend)
    const { relay, database } = passlink
    relay.script.rcpt.push(...Array(count).fill(refusal))
    dashboard = await passlink.startDashboard()
    await startAndRequestLink(passlink)
    const api = await passlink.startApi()
    for (let n = 1; n < count; n++) await requestLinkForAlice(passlink, api)
    const dead = await deliveriesThatAre('dead', count, database)
    for (const { id } of dead) await failedJob(id, `rejected: ${refusal}`)
    return dead.map(({ id }) => id)
  }

  /** The job of a delivery, once it is in the failed set with this reason and its progress is stored. */
  async function failedJob(id: string, reason: string) {
    const queue = await bull()
    return eventually(async () => {
      const job = await queue.getJob(id)
      expect(await job?.getState()).toBe('failed')
      expect(job?.failedReason).toBe(reason)
      expect(job?.progress).toHaveProperty('deadAfter')
      return job
    })
  }

  /** Sends the request of the retry button of the Bull dashboard. */
  async function retry(id: string) {
    const path = `/queues/api/queues/deliveries/${id}/retry`
    expect((await askDashboard(dashboard, path, { method: 'PUT' })).status).toBe(204)
  }

  test.runIf(available)(
    'a retry on the Bull dashboard redrives: the mail arrives, its link has a new lifetime, and all attempts stay recorded',
    async () => {
      const [id] = (await refuse(1)) as [string]
      const { relay, database } = passlink
      await database.sql`update links set expires_at = now() - interval '1 day'`
      await database.sql`
        update deliveries set created_at = created_at - interval '61 minutes', deadline = deadline - interval '61 minutes'`
      await retry(id)

      const { link_id, dead_reason } = await deliveryThatIs('sent', database)
      expect(dead_reason).toBeNull()
      expect(relay.mails.map(({ text }) => text)).toEqual([expect.stringContaining(`/l/${link_id}#`)])
      expect(
        await database.sql`select expires_at > now() + interval '50 minutes' as lives from links`,
      ).toEqual([{ lives: true }])
      expect(await attemptsOnRecord(database)).toMatchObject([
        { number: 1, outcome: 'rejected', smtp_code: 550 },
        { number: 2, outcome: 'accepted', smtp_code: 250 },
      ])
      const { text } = await createVisitor(dashboard).see(`/dead-letters/${id}`)
      expect(text).toMatch(/Delivery sent .* 1 rejected .* Redriven .* 2 accepted /)
      const queue = await bull()
      await eventually(async () => expect(await queue.getFailedCount()).toBe(0))
    },
  )

  test.runIf(available)(
    'a redriven delivery that is rejected again is dead again, and can be redriven again',
    async () => {
      const [id] = (await refuse(1)) as [string]
      const { relay, database } = passlink
      relay.script.rcpt.push('550 5.1.1 still no such mailbox')
      await retry(id)
      await failedJob(id, 'rejected: 550 5.1.1 still no such mailbox')
      expect(await deliveryThatIs('dead', database)).toMatchObject({ attempts: 2 })
      await retry(id)
      expect(await deliveryThatIs('sent', database)).toMatchObject({ attempts: 3 })
    },
  )

  test.runIf(available)('a retry of all failed jobs, with another tool, redrives each delivery', async () => {
    await refuse(3)
    const failed = await (await bull()).getFailed()
    await Promise.all(failed.map(job => job.retry('failed')))
    await deliveriesThatAre('sent', 3, passlink.database)
    expect(passlink.relay.mails).toHaveLength(3)
  })

  const ends = [
    {
      end: 'redeemed',
      change: 'update links set redeemed_at = now()',
      reason: 'the link was redeemed already',
    },
    { end: 'revoked', change: 'update links set revoked_at = now()', reason: 'the link was revoked' },
    {
      end: 'without a verified address',
      change: 'update users set email_verified = false',
      reason: 'the person has no verified address any more',
    },
  ]

  test.runIf(available).each(ends)(
    'a retry when the link is $end by then mails nothing and gives the reason',
    async ({ change, reason }) => {
      const [id] = (await refuse(1)) as [string]
      const { relay, database } = passlink
      await database.sql.unsafe(change)
      await retry(id)
      await failedJob(id, reason)
      expect(await deliveryThatIs('dead', database)).toMatchObject({ dead_reason: reason, attempts: 1 })
      expect(relay.mails).toEqual([])
    },
  )

  test.runIf(available)('a retry of a discarded delivery mails nothing and gives the reason', async () => {
    const [id] = (await refuse(1)) as [string]
    const { relay, database } = passlink
    await discardDeliveries(database.db, [id])
    await retry(id)
    await failedJob(id, `discarded: rejected: ${refusal}`)
    expect(await deliveryThatIs('dead', database)).toMatchObject({ attempts: 1 })
    expect(relay.mails).toEqual([])
  })

  test.runIf(available)('a retry of a delivery that was sent in the meantime sends nothing', async () => {
    const [id] = (await refuse(1)) as [string]
    const { relay, database } = passlink
    await database.sql`update deliveries set status = 'sent', sent_at = now(), dead_at = null, dead_reason = null`
    await retry(id)
    const queue = await bull()
    await eventually(async () => expect(await queue.getJobState(id)).toBe('unknown'))
    expect(await deliveryThatIs('sent', database)).toMatchObject({ attempts: 1 })
    expect(relay.mails).toEqual([])
    expect((await createVisitor(dashboard).see(`/dead-letters/${id}`)).text).toMatch(/^Delivery sent /)
  })

  test.runIf(available)('a second job of a dead delivery, without a retry, redrives nothing', async () => {
    const [id] = (await refuse(1)) as [string]
    const { relay, database } = passlink
    const queue = passlink.openQueue()
    await queue.remove([id])
    await queue.enqueue([{ deliveryId: id, dueInMs: 0 }])
    await failedJob(id, `rejected: ${refusal}`)
    expect(await deliveryThatIs('dead', database)).toMatchObject({
      attempts: 1,
      dead_reason: `rejected: ${refusal}`,
    })
    expect(relay.mails).toEqual([])
  })

  test.runIf(available)('a retry after a redrive on the dead-letter page mails once', async () => {
    const [id] = (await refuse(1)) as [string]
    const shown = await createVisitor(dashboard).send('/dead-letters/redrive', [['id', id]])
    expect(shown.text).toMatch(/^1 redriven /)
    await deliveryThatIs('sent', passlink.database)
    const path = `/queues/api/queues/deliveries/${id}/retry`
    expect((await askDashboard(dashboard, path, { method: 'PUT' })).status).toBeGreaterThanOrEqual(400)
    expect(passlink.relay.mails).toHaveLength(1)
  })

  test.runIf(available)(
    'a delivery that ended unknown at its deadline is shown as such in the queue, the dashboard and the command',
    async () => {
      passlink = await createPasslink(backend)
      const { relay, database, environment } = passlink
      relay.script.message.push('drop', 'drop')
      environment.DELIVERY_DEADLINE = '6s'
      dashboard = await passlink.startDashboard()
      await startAndRequestLink(passlink, { RETRY_SCHEDULE: '1h' })

      const { id, dead_reason } = await deliveryThatIs('dead', database)
      expect(dead_reason).toMatch(
        /^the deadline .*; the answer to an attempt was lost: the mail may have arrived$/,
      )
      await failedJob(id, dead_reason as string)
      const visitor = createVisitor(dashboard)
      expect((await visitor.see('/dead-letters?outcome=unknown')).text).toContain('2 attempts · 127.0.0.1')
      expect((await visitor.see(`/dead-letters/${id}`)).text).toContain('Unknown: A relay’s answer was lost')
      const cli = await runCommand('dead-letters', ['show', id], { settings: { DATABASE_URL: database.url } })
      expect(cli.stdout).toContain(
        '\nunknown       A relay’s answer was lost, so the mail may have arrived.\n',
      )
      expect(relay.mails).toHaveLength(2)
    },
  )
})
