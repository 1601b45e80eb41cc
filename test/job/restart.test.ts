import { afterEach, describe, expect, test } from 'vitest'
import { backends, createPasslink, type Passlink, requestLinkForAlice } from '../passlink.ts'
import { deliveriesThatAre } from '../records.ts'

const calls = 50

describe.each(backends)('with the queue in $backend', ({ backend, available }) => {
  let passlink: Passlink
  afterEach(() => passlink?.stop())

  test.runIf(available)(
    'links requested while no worker ran are mailed once each after a restart of all apps',
    async () => {
      passlink = await createPasslink(backend)
      const { relay, database } = passlink
      const api = await passlink.startApi()
      await Promise.all(Array.from({ length: calls }, () => requestLinkForAlice(passlink, api)))
      await api.stop()
      expect(relay.mails).toEqual([])

      await passlink.startApi()
      await passlink.startWorker()
      await expectEachMailedOnce(await deliveriesThatAre('sent', calls, database))
    },
  )

  test.runIf(available)('two workers that start on the same backlog mail each link once', async () => {
    passlink = await createPasslink(backend)
    const api = await passlink.startApi()
    await Promise.all(Array.from({ length: calls }, () => requestLinkForAlice(passlink, api)))

    await Promise.all([passlink.startWorker(), passlink.startWorker()])
    await expectEachMailedOnce(await deliveriesThatAre('sent', calls, passlink.database))
  })

  test.runIf(available)(
    'a worker that stops and another that starts in the middle of a backlog mail each link once',
    async () => {
      passlink = await createPasslink(backend)
      const api = await passlink.startApi()
      const worker = await passlink.startWorker()
      const requests = Array.from({ length: calls }, () => requestLinkForAlice(passlink, api))
      await requests[0]
      await worker.stop()
      await Promise.all([...requests, passlink.startWorker()])
      await expectEachMailedOnce(await deliveriesThatAre('sent', calls, passlink.database))
    },
  )

  async function expectEachMailedOnce(deliveries: { id: string }[]) {
    const mailed = passlink.relay.mails.map(mail => mail.messageId)
    expect(mailed.sort()).toEqual(deliveries.map(({ id }) => `<${id}@passlink.example>`).sort())
    const attempts = await passlink.database.sql`select number, outcome, detail from attempts`
    expect(attempts.filter(({ number, outcome }) => number > 1 || outcome !== 'accepted')).toEqual([])
  }
})
