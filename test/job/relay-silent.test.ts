import { afterEach, describe, expect, test } from 'vitest'
import { eventually } from '../eventually.ts'
import { createLogLines } from '../log-lines.ts'
import { requestLinksForMany } from '../many-people.ts'
import { backends, createPasslink, type Passlink } from '../passlink.ts'
import { attemptsOnRecord, deliveriesThatAre } from '../records.ts'
import type { Stage } from '../servers/relay/reply.ts'
import { startTestRelay, type TestRelay } from '../servers/relay.ts'

const people = 20
const silentAfter1s = { SMTP_TIMEOUTS: 'silent:1s', RELAY_CONNECTIONS: '4', WORKER_CONCURRENCY: '4' }

describe.each(backends)('with the queue in $backend', ({ backend, available }) => {
  let passlink: Passlink
  let silent: TestRelay
  afterEach(async () => {
    await silent?.stop()
    await passlink?.stop()
  })

  /** A worker whose first relay never answers at `stage`, and whose second is well; its log lines. */
  async function startBesideSilent(stage: Stage, more: Record<string, string> = {}) {
    const { log, lines } = createLogLines()
    passlink = await createPasslink(backend, log)
    silent = await startTestRelay()
    silent.script[stage].push(...Array(500).fill('hang'))
    await passlink.startWorker({ ...silentAfter1s, ...more, SMTP_URL: `${silent.url},${passlink.relay.url}` })
    return lines
  }

  const countStatus = async (status: string) =>
    (await passlink.database.sql`select from deliveries where status = ${status}`).length

  test.runIf(available)(
    'every mail that a relay which is silent after the dot did not take leaves through the next within seconds',
    async () => {
      const lines = await startBesideSilent('message')
      await requestLinksForMany(passlink, people)
      await eventually(async () => expect(await countStatus('sent')).toBe(people - 4), 15_000)
      expect(passlink.relay.mails).toHaveLength(people - 4)
      expect(silent.connections).toBe(4)
      // Those that it may have taken wait for its answer, and hold their claims.
      expect(await countStatus('sending')).toBe(4)
      const away = lines.find(line => line.includes('relay is away')) ?? ''
      expect(JSON.parse(away)).toMatchObject({ reason: 'failing', answers: ['dot: silent'] })
    },
  )

  test.runIf(available)(
    'a mail is not sent again while a relay is silent after the dot, and counts when the relay answers at last',
    async () => {
      passlink = await createPasslink(backend)
      silent = passlink.relay
      let answer = (_reply: string) => {}
      silent.script.message.push(
        new Promise(resolve => {
          answer = resolve
        }),
      )
      await passlink.startWorker({ ...silentAfter1s, CLAIM_LEASE: '1s', WORKER_CONCURRENCY: '1' })
      await requestLinksForMany(passlink, 2)
      // The only job was given back, so the other mail was sent.
      await eventually(async () => expect(await countStatus('sent')).toBe(1), 15_000)
      answer('250 2.0.0 accepted')
      const sent = await deliveriesThatAre('sent', 2, passlink.database)
      expect(sent.map(({ attempts }) => attempts)).toEqual([1, 1])
      expect(silent.mails).toHaveLength(2)
      silent = await startTestRelay()
    },
  )

  test.runIf(available).each(['greeting', 'mail', 'rcpt', 'data'] as const)(
    'all mails leave through the next relay within seconds if the first is silent at %s',
    async stage => {
      await startBesideSilent(stage)
      await requestLinksForMany(passlink, people)
      await eventually(async () => expect(await countStatus('sent')).toBe(people), 15_000)
      expect(passlink.relay.mails).toHaveLength(people)
      expect(silent.mails).toEqual([])
      expect(await passlink.database.sql`select from deliveries where deferrals > 0`).toEqual([])
    },
  )

  test.runIf(available)('a worker that stops waits for the answer after the dot', async () => {
    passlink = await createPasslink(backend)
    silent = await startTestRelay()
    const { relay, database } = passlink
    let answer = (_reply: string) => {}
    relay.script.message.push(
      new Promise(resolve => {
        answer = resolve
      }),
    )
    const worker = await passlink.startWorker(silentAfter1s)
    await requestLinksForMany(passlink, 1)
    await eventually(async () => {
      const [row] = await database.sql`select health ->> 'failed' as failed from relays`
      expect(row?.failed ?? '[]').not.toBe('[]')
    })
    const stopped = worker.stop()
    answer('250 2.0.0 accepted')
    await stopped
    expect(await attemptsOnRecord(database)).toMatchObject([{ outcome: 'accepted' }])
  })
})
