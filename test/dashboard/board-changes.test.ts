import { appRoutes } from '@bull-board/api/dist/routes.js'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { eventually } from '../eventually.ts'
import { startSessionOf } from '../operator.ts'
import { backends, createPasslink, type Passlink, requestLinkForAlice } from '../passlink.ts'
import { deliveryThatIs } from '../records.ts'

const roles = ['viewer', 'operator', 'admin'] as const

/** All changes that the Bull board has, for a job with this id. */
const changesFor = (id: string) =>
  appRoutes.api.flatMap(({ method, route }) =>
    [method].flat().flatMap(verb =>
      verb === 'get'
        ? []
        : [route].flat().map(path => ({
            method: verb.toUpperCase(),
            path: path
              .replace(':queueName', 'deliveries')
              .replace(':jobId', id)
              .replace(':queueStatus', 'failed')
              .replace(':schedulerId', 's'),
          })),
    ),
  )

describe.each(backends)('with the queue in $backend', ({ backend, available }) => {
  let passlink: Passlink
  let origin: string
  let id: string
  beforeEach(async () => {
    if (!available) return
    passlink = await createPasslink(backend)
    origin = `http://127.0.0.1:${(await passlink.startDashboard()).port}`
    passlink.relay.script.rcpt.push('550 5.1.1 no such person')
    const api = await passlink.startApi()
    const worker = await passlink.startWorker()
    await requestLinkForAlice(passlink, api)
    id = (await deliveryThatIs('dead', passlink.database)).id
    await eventually(async () => expect(await (await bull()).getFailedCount()).toBe(1))
    await worker.stop()
  })
  afterEach(() => passlink?.stop())

  const bull = () => passlink.openQueue().bull()
  const change = (cookie: string, method: string, path: string) =>
    fetch(`${origin}/queues${path}`, {
      method,
      headers: { cookie, 'content-type': 'application/json' },
      body: JSON.stringify({
        name: 'deliver',
        data: {},
        options: {},
        concurrency: 1,
        jobData: {},
        max: 1,
        duration: 1,
      }),
    })
  const jobAudit = () =>
    passlink.database.sql`
      select operator, action, subject, details from audit where action like 'job.%' order by sequence`

  test.runIf(available)('of all changes of the board, an operator has those of a single job', async () => {
    const changes = changesFor(id)
    const isAllowed = ({ path }: { path: string }) => new RegExp(`/${id}/(retry|promote|clean)$`).test(path)
    expect(changes.filter(isAllowed)).toHaveLength(3)
    expect(changes.length).toBeGreaterThan(20)
    for (const role of roles) {
      const cookie = await startSessionOf(passlink.database, role)
      const refused = role === 'viewer' ? changes : changes.filter(one => !isAllowed(one))
      for (const { method, path } of refused) {
        const { status } = await change(cookie, method, path)
        expect([role, method, path, status]).toEqual([role, method, path, role === 'viewer' ? 403 : 405])
      }
    }
    const queue = await bull()
    const counts = await queue.getJobCounts('failed', 'waiting', 'delayed')
    expect(counts).toEqual({ failed: 1, waiting: 0, delayed: 0 })
    expect(await queue.isPaused()).toBe(false)
    expect(await jobAudit()).toEqual([])
  })

  test.runIf(available)('a retry is a redrive, and is in the audit before it is done', async () => {
    const cookie = await startSessionOf(passlink.database, 'operator')
    expect((await change(cookie, 'PUT', `/api/queues/deliveries/${id}/retry`)).status).toBe(204)
    expect(await jobAudit()).toEqual([
      {
        operator: 'operator-1',
        action: 'job.retry_requested',
        subject: id,
        details: { queue: 'deliveries', name: 'Ada operator' },
      },
    ])
    await passlink.startWorker()
    await eventually(() => expect(passlink.relay.mails).toHaveLength(1))
  })

  test.runIf(available)(
    'of a change that the board refuses the audit says that it was asked for',
    async () => {
      const cookie = await startSessionOf(passlink.database, 'operator')
      const refused = await change(cookie, 'PUT', `/api/queues/deliveries/${id}/promote`)
      expect(refused.status).toBe(500)
      const line = { subject: id, action: 'job.promotion_requested' }
      expect(await jobAudit()).toMatchObject([line])
      await change(cookie, 'PUT', `/api/queues/deliveries/${id}/retry`)
      expect((await change(cookie, 'PUT', `/api/queues/deliveries/${id}/retry`)).status).toBe(400)
      const retry = { subject: id, action: 'job.retry_requested' }
      expect(await jobAudit()).toMatchObject([line, retry, retry])
    },
  )

  test.runIf(available)('a removal is in the audit, and the delivery stays', async () => {
    const cookie = await startSessionOf(passlink.database, 'admin')
    expect((await change(cookie, 'PUT', `/api/queues/deliveries/${id}/clean`)).status).toBe(204)
    expect(await (await bull()).getFailedCount()).toBe(0)
    expect(await jobAudit()).toMatchObject([
      { operator: 'admin-1', action: 'job.removal_requested', subject: id },
    ])
    const headers = { cookie, accept: 'text/html' }
    expect((await fetch(`${origin}/dead-letters/${id}`, { headers })).status).toBe(200)
  })

  test.runIf(available)('a change that cannot be in the audit is not made', async () => {
    const cookie = await startSessionOf(passlink.database, 'operator')
    await passlink.database.sql`alter table audit add constraint none check (false) not valid`
    expect((await change(cookie, 'PUT', `/api/queues/deliveries/${id}/retry`)).status).toBe(500)
    expect(await (await bull()).getFailedCount()).toBe(1)
  })

  test.runIf(available)('a viewer sees a board that says it is read-only, in the frame', async () => {
    const readOnly = async (role: (typeof roles)[number]) => {
      const headers = { cookie: await startSessionOf(passlink.database, role), accept: 'text/html' }
      const page = await (await fetch(`${origin}/queues`, { headers })).text()
      expect(page).toMatch(/href="\/queues" aria-current="page"/)
      expect(page).toMatch(/<div class="board"><div id="root">[\s\S]*<\/div><script defer/)
      const answer = await fetch(`${origin}/queues/api/queues`, { headers })
      const { queues } = (await answer.json()) as { queues: { readOnlyMode: boolean }[] }
      return queues.map(({ readOnlyMode }) => readOnlyMode)
    }
    expect(await readOnly('viewer')).toEqual([true, true])
    expect(await readOnly('operator')).toEqual([false, false])
  })
})
