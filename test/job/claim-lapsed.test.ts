import { afterEach, describe, expect, onTestFinished, test } from 'vitest'
import { type AppProcess, runAppProcess } from '../app-process.ts'
import { eventually } from '../eventually.ts'
import { createPasslink, type Passlink, requestLinkForAlice } from '../passlink.ts'
import { attemptsOnRecord, deliveryThatIs } from '../records.ts'
import { openGate } from '../servers/gate.ts'
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

  async function create() {
    redis = await openRedis?.()
    passlink = await createPasslink(redis ? { redisUrl: redis.url } : 'postgres')
    passlink.environment.CLAIM_LEASE = '2s'
    return passlink
  }

  test.runIf(available)(
    'a worker that was suspended past its claim sends nothing when it resumes, because another worker has sent the mail',
    async () => {
      const { relay, database } = await create()
      worker = runAppProcess('worker', passlink.environment)
      await worker.listening
      let acceptData = (_reply: string) => {}
      relay.script.data.push(
        new Promise(resolve => {
          acceptData = resolve
        }),
      )
      await requestLinkForAlice(passlink, await passlink.startApi())
      await eventually(() => expect(relay.script.data).toEqual([]))
      worker.kill('SIGSTOP')
      await passlink.startWorker()
      await deliveryThatIs('sent', database)

      acceptData('354 go ahead')
      worker.kill('SIGCONT')
      await eventually(() => expect(worker.output()).toContain('attempt ended'))
      expect(worker.output()).toContain('the claim lapsed before the mail was handed over')
      expect(relay.mails).toHaveLength(1)
      expect(await attemptsOnRecord(database)).toMatchObject([
        { outcome: 'unknown' },
        { outcome: 'accepted' },
      ])
      expect(await database.sql`select status from deliveries`).toEqual([{ status: 'sent' }])
    },
  )

  test.runIf(available)(
    'a mail is sent although a worker froze while it had locked its delivery',
    async () => {
      const { relay, database } = await create()
      const gate = await openGate(database.url)
      onTestFinished(gate.shut)
      const frozen = gate.freezeAt('json_build_object')
      worker = runAppProcess('worker', { ...passlink.environment, DATABASE_URL: gate.url })
      await worker.listening
      await requestLinkForAlice(passlink, await passlink.startApi())
      await frozen
      worker.kill('SIGSTOP')
      await passlink.startWorker()
      await deliveryThatIs('sent', database)
      expect(relay.mails).toHaveLength(1)
    },
  )
})
