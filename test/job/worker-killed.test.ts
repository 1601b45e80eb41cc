import { afterEach, describe, expect, test } from 'vitest'
import { type AppProcess, runAppProcess } from '../app-process.ts'
import { eventually } from '../eventually.ts'
import { mailedLink } from '../mailed-link.ts'
import { createPasslink, type Passlink, requestLinkForAlice } from '../passlink.ts'
import { attemptsOnRecord, deliveryThatIs } from '../records.ts'
import { type RedisServer, redisBinary, startRedis } from '../servers/redis.ts'

const queues = [
  { name: 'Postgres', available: true, openRedis: undefined },
  { name: 'Redis', available: redisBinary() !== undefined, openRedis: startRedis },
]

// A process takes seconds to start.
describe.each(queues)('with the queue in $name', { timeout: 60_000 }, ({ available, openRedis }) => {
  let redis: RedisServer | undefined
  let passlink: Passlink
  let worker: AppProcess
  afterEach(async () => {
    worker?.kill('SIGKILL')
    await passlink?.stop()
    await redis?.stop()
  })

  async function startWithProcess() {
    redis = await openRedis?.()
    passlink = await createPasslink(redis ? { redisUrl: redis.url } : 'postgres')
    passlink.environment.CLAIM_LEASE = '2s'
    worker = runAppProcess('worker', passlink.environment)
    await worker.listening
  }

  async function requestAndWaitForDot() {
    await requestLinkForAlice(passlink, await passlink.startApi())
    await eventually(() => expect(passlink.relay.script.message).toEqual([]))
  }

  test.runIf(available)(
    'a mail whose worker is killed before the relay answers is sent by another, with the same Message-ID and link',
    async () => {
      await startWithProcess()
      const { relay, database } = passlink
      relay.script.message.push('hang')
      await requestAndWaitForDot()
      worker.kill('SIGKILL')
      await worker.ended
      await passlink.startWorker()

      await deliveryThatIs('sent', database)
      expect(await attemptsOnRecord(database)).toMatchObject([
        {
          outcome: 'unknown',
          finished: true,
          detail: "the worker ended before the relay's answer was recorded",
        },
        { outcome: 'accepted', finished: true },
      ])
      expect(relay.mails).toHaveLength(2)
      expect(relay.mails[1]?.messageId).toBe(relay.mails[0]?.messageId)
      expect(mailedLink(relay.mails[0])).toContain('/l/')
      expect(mailedLink(relay.mails[1])).toBe(mailedLink(relay.mails[0]))
    },
  )

  test.runIf(available)(
    'a worker that is stopped in the middle of a mail records the relay’s answer, then exits with 0',
    async () => {
      await startWithProcess()
      const { relay, database } = passlink
      let answer = (_reply: string) => {}
      relay.script.message.push(
        new Promise(resolve => {
          answer = resolve
        }),
      )
      await requestAndWaitForDot()
      worker.kill('SIGTERM')
      await eventually(() => expect(worker.output()).toContain('"msg":"stopping"'))
      answer('250 2.0.0 accepted at the last moment')

      expect(await worker.ended).toMatchObject({ code: 0, stderr: '' })
      expect(await database.sql`select status, attempts from deliveries`).toMatchObject([
        { status: 'sent', attempts: 1 },
      ])
      expect(relay.mails).toHaveLength(1)
    },
  )
})
