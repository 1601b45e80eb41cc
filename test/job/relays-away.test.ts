import { afterEach, describe, expect, test } from 'vitest'
import { eventually } from '../eventually.ts'
import { backends, createPasslink, type Passlink, requestLinkForAlice } from '../passlink.ts'
import { attemptsOnRecord, deliveriesThatAre, deliveryThatIs } from '../records.ts'
import { freePort } from '../servers/free-port.ts'
import { startTestRelay, type TestRelay } from '../servers/relay.ts'

const total = 30

describe.each(backends)('with the queue in $backend', ({ backend, available }) => {
  let passlink: Passlink
  const relays: TestRelay[] = []
  afterEach(async () => {
    await passlink?.stop()
    await Promise.all(relays.splice(0).map(relay => relay.stop()))
  })

  async function startRelay(port?: number): Promise<TestRelay> {
    const relay = await startTestRelay(port)
    relays.push(relay)
    return relay
  }

  async function requestLinks(count: number) {
    const api = await passlink.startApi()
    await Promise.all(Array.from({ length: count }, () => requestLinkForAlice(passlink, api)))
  }

  const relaysOnRecord = () => passlink.database.sql`select name, away_until is not null as away from relays`

  test.runIf(available)(
    'while all relays are away no attempts are made, and all mails are sent once a relay is back',
    async () => {
      passlink = await createPasslink(backend)
      const { relay, database } = passlink
      await relay.stop()
      const two = { WORKER_CONCURRENCY: '2' }
      await Promise.all([passlink.startWorker(two), passlink.startWorker(two)])
      await requestLinks(3)
      await eventually(async () => expect(await relaysOnRecord()).toMatchObject([{ away: true }]))
      const before = (await attemptsOnRecord(database)).length
      await requestLinks(total - 3)
      // Only the attempts of each worker before it learns that the relay is away: probes are no attempts.
      await eventually(async () =>
        expect(await database.sql`select from relays where pauses >= 3`).toHaveLength(1),
      )
      expect((await attemptsOnRecord(database)).length - before).toBeLessThanOrEqual(4)

      const back = await startRelay(relay.port)
      await deliveriesThatAre('sent', total, database)
      expect(back.mails).toHaveLength(total)
      expect(await database.sql`select from deliveries where deferrals > 0`).toEqual([])
      expect(await relaysOnRecord()).toMatchObject([{ away: false }])
    },
  )

  test.runIf(available)(
    'a relay that is away is probed by one worker at a time, and with nobody’s mail: by a login and a command',
    async () => {
      passlink = await createPasslink(backend)
      const { relay, database } = passlink
      const answers: ((reply: string) => void)[] = []
      await database.sql`insert into relays (name, pauses, away_until) values (${`127.0.0.1:${relay.port}`}, 1, now())`
      relay.script.greeting.push(new Promise(resolve => answers.push(resolve)))
      const patient = { CLAIM_LEASE: '1m' }
      await Promise.all([passlink.startWorker(patient), passlink.startWorker(patient)])
      await requestLinks(10)
      await eventually(() => expect(relay.script.greeting).toEqual([]))
      expect(await database.sql`select from deliveries where status <> 'queued'`).toEqual([])
      expect(relay.connections).toBe(1)
      expect(relay.conversation).toEqual([])

      answers[0]?.('220 back again')
      await deliveriesThatAre('sent', 10, database)
      expect(relay.conversation.slice(0, 3)).toEqual([expect.stringMatching(/^EHLO/), 'RSET', 'QUIT'])
      expect(relay.mails).toHaveLength(10)
    },
  )

  test.runIf(available)(
    'the second relay gets the mails while the first is away, and the first again once it is back',
    async () => {
      passlink = await createPasslink(backend)
      const { relay: second, database } = passlink
      const port = await freePort()
      await passlink.startWorker({ SMTP_URL: `smtp://127.0.0.1:${port},${second.url}` })
      await requestLinks(5)
      await deliveriesThatAre('sent', 5, database)
      expect(second.mails).toHaveLength(5)
      await eventually(async () => {
        await requestLinks(1)
        expect(await relaysOnRecord()).toContainEqual({ name: `127.0.0.1:${port}`, away: true })
      })

      const first = await startRelay(port)
      await eventually(async () => {
        await requestLinks(1)
        expect(first.mails.length).toBeGreaterThan(1)
      })
      expect(await relaysOnRecord()).toContainEqual({ name: `127.0.0.1:${port}`, away: false })
      const sentBySecond = second.mails.length
      await requestLinks(5)
      await eventually(async () =>
        expect(await database.sql`select from deliveries where status <> 'sent'`).toEqual([]),
      )
      expect(second.mails).toHaveLength(sentBySecond)
    },
  )

  test.runIf(available)(
    'a delivery whose deadline passes while all relays are away ends dead, and its job failed',
    async () => {
      passlink = await createPasslink(backend)
      const { relay, database } = passlink
      await relay.stop()
      await database.sql`insert into relays (name, pauses, away_until) values (${`127.0.0.1:${relay.port}`}, 1, now())`
      await requestLinks(1)
      await database.sql`update deliveries set deadline = now()`
      await passlink.startWorker()
      const { dead_reason } = await deliveryThatIs('dead', database)
      expect(dead_reason).toBe('the deadline passed before the mail could be sent')
      expect(await attemptsOnRecord(database)).toEqual([])
      const bull = await passlink.openQueue().bull()
      await eventually(async () => expect(await bull.getJobCounts('failed')).toEqual({ failed: 1 }))
    },
  )

  test.runIf(available)(
    'a worker that is stopped while all relays are away ends, and no mail is lost',
    async () => {
      passlink = await createPasslink(backend)
      const { relay, database } = passlink
      const name = `127.0.0.1:${relay.port}`
      await database.sql`insert into relays (name, away_until) values (${name}, now() + interval '1 hour')`
      const worker = await passlink.startWorker()
      await requestLinks(3)
      const bull = await passlink.openQueue().bull()
      await eventually(async () => expect(await bull.getJobCounts('active')).toEqual({ active: 3 }))
      await worker.stop()
      expect(await attemptsOnRecord(database)).toEqual([])

      await database.sql`delete from relays`
      await passlink.startWorker()
      await deliveriesThatAre('sent', 3, database)
      expect(relay.mails).toHaveLength(3)
    },
  )
})
