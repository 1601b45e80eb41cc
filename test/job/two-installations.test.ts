import { Redis } from 'ioredis'
import { expect, onTestFinished, test } from 'vitest'
import { eventually } from '../eventually.ts'
import { createLogLines } from '../log-lines.ts'
import { createPasslink, type Passlink, requestLinkForAlice } from '../passlink.ts'
import { countLive } from '../queue.ts'
import { deliveriesThatAre } from '../records.ts'
import { redisBinary, redisHint, startRedis } from '../servers/redis.ts'

const available = redisBinary() !== undefined
if (!available) console.warn(`\n  SKIPPED: the test of two installations on one Redis. ${redisHint}\n`)

const each = 30

// An API answers before its jobs are in the queue, and a worker that starts then puts in what is not there.
async function allJobsIn(passlink: Passlink) {
  const queue = passlink.openQueue()
  await eventually(async () => expect(await countLive(queue)).toBe(each))
}

test.runIf(available)('two installations on one Redis do not see each other’s jobs', async () => {
  const redis = await startRedis()
  onTestFinished(redis.stop)
  async function install(name: string) {
    const { log, lines } = createLogLines()
    const passlink = await createPasslink({ redisUrl: redis.url }, log)
    onTestFinished(passlink.stop)
    passlink.environment.QUEUE_PREFIX = `{${name}}`
    const api = await passlink.startApi()
    return { passlink, api, lines }
  }
  const [one, other] = [await install('one'), await install('other')]
  const both = [one, other]
  await Promise.all(
    both.flatMap(({ passlink, api }) =>
      Array.from({ length: each }, () => requestLinkForAlice(passlink, api)),
    ),
  )
  for (const { passlink } of both) await allJobsIn(passlink)
  await one.passlink.startWorker()
  await deliveriesThatAre('sent', each, one.passlink.database)
  await allJobsIn(other.passlink)
  await other.passlink.startWorker()
  await deliveriesThatAre('sent', each, other.passlink.database)
  for (const { passlink, lines } of both) {
    expect(passlink.relay.mails).toHaveLength(each)
    expect(lines.filter(line => line.includes('not in the database'))).toEqual([])
  }
  const client = new Redis(redis.url)
  onTestFinished(() => client.disconnect())
  const prefixes = (await client.keys('*')).map(key => key.split(':')[0])
  expect(new Set(prefixes)).toEqual(new Set(['{one}', '{other}']))
})
