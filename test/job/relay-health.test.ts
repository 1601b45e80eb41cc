import { afterEach, describe, expect, test } from 'vitest'
import { eventually } from '../eventually.ts'
import { createLogLines } from '../log-lines.ts'
import { requestLinksForMany } from '../many-people.ts'
import {
  backends,
  createPasslink,
  type Passlink,
  requestLinkForAlice,
  startAndRequestLink,
} from '../passlink.ts'
import { attemptsOnRecord, deliveriesThatAre } from '../records.ts'
import { startTestRelay, type TestRelay } from '../servers/relay.ts'

describe.each(backends)('with the queue in $backend', ({ backend, available }) => {
  let passlink: Passlink
  let first: TestRelay | undefined
  afterEach(async () => {
    await passlink?.stop()
    await first?.stop()
    first = undefined
  })

  const healthOf = async (port: number) => {
    const [row] = await passlink.database.sql`
      select away_until is not null as away, health ->> 'reason' as reason, (health ->> 'absences')::int as absences
      from relays where name = ${`127.0.0.1:${port}`}`
    return row
  }

  test.runIf(available)(
    'while a relay defers all mail, mails leave through the next, and the log says why',
    async () => {
      const { log, lines } = createLogLines()
      passlink = await createPasslink(backend, log)
      first = await startTestRelay()
      first.script.rcpt.push(...Array(500).fill('451 4.3.0 trouble here'))
      await passlink.startWorker({ SMTP_URL: `${first.url},${passlink.relay.url}`, WORKER_CONCURRENCY: '2' })
      await requestLinksForMany(passlink, 30)
      const sent = await deliveriesThatAre('sent', 30, passlink.database)
      expect(passlink.relay.mails).toHaveLength(30)
      expect(Math.max(...sent.map(({ attempts }) => attempts))).toBe(2)
      expect(sent.filter(({ deferrals }) => deferrals > 0).length).toBeLessThan(15)
      const away = lines.find(line => line.includes('relay is away')) ?? ''
      expect(JSON.parse(away)).toMatchObject({ reason: 'deferring', answers: ['451 4.3.0 trouble here'] })
    },
  )

  test.runIf(available).each(['421 4.7.0 try again in 10 minutes', '451 4.7.1 later', 'drop'])(
    'one person’s mailbox (%s) never makes a relay look ill',
    async reply => {
      passlink = await createPasslink(backend)
      const { relay, database } = passlink
      relay.script.rcpt.push(...Array(200).fill(reply))
      await startAndRequestLink(passlink)
      const api = await passlink.startApi()
      for (let n = 1; n < 4; n += 1) await requestLinkForAlice(passlink, api)
      await eventually(
        async () => expect((await attemptsOnRecord(database)).length).toBeGreaterThan(8),
        20_000,
      )
      expect(await healthOf(relay.port)).toEqual({ away: false, reason: null, absences: 0 })
    },
  )

  test.runIf(available)(
    'a limit of connections is no failure: the mails wait for those that are open, and no attempt is spent',
    async () => {
      passlink = await createPasslink(backend)
      const { relay, database } = passlink
      const greet = async (wire: { write: (text: string) => unknown }) => {
        const isOver = relay.openConnections() > 3
        const text = isOver ? '421 4.7.0 too many connections' : '220 relay.test ESMTP'
        wire.write(`${text}\r\n`)
        return text
      }
      relay.script.greeting.push(...Array(1_000).fill(greet))
      await passlink.startWorker()
      await requestLinksForMany(passlink, 60)
      const sent = await deliveriesThatAre('sent', 60, database)
      expect(Math.max(...sent.map(({ attempts }) => attempts))).toBe(1)
      expect((await healthOf(relay.port))?.absences ?? 0).toBe(0)
      expect(relay.mails).toHaveLength(60)
    },
  )
})
