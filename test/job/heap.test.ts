import { openQueue } from '@passlink/queue'
import { readDatabaseUrl } from '@passlink/runtime'
import { expect, inject, onTestFinished, test } from 'vitest'
import { runAppProcess } from '../app-process.ts'
import { startRelay } from '../bench/servers/start-servers.ts'
import { createCleanUp } from '../chaos/clean-up.ts'
import { createDirectory } from '../deliveries.ts'
import { eventually } from '../eventually.ts'
import { metricsOf } from '../metrics-of.ts'
import { freePort } from '../servers/free-port.ts'
import { startRedis } from '../servers/redis.ts'

const mails = 100_000
const chunk = 1_000

// A worker sends ten thousand mails with 30: there is no room for 500 bytes of each mail.
const heapMiB = 80

async function startWithWaitingMails() {
  const cleanUp = createCleanUp()
  onTestFinished(cleanUp.run)
  const [redis, relay, database] = await Promise.all([startRedis(), startRelay(cleanUp), createDirectory()])
  cleanUp.add(redis.stop)
  cleanUp.add(database.drop)
  const queue = openQueue({ database: readDatabaseUrl(database.url), redisUrl: redis.url })
  const recorded = await database.sql<{ deliveryId: string }[]>`
    with made as (
      insert into links (id, user_id, organization_id)
      select uuidv7(), 'alice', 'acme' from generate_series(1, ${mails}) returning id
    )
    insert into deliveries (id, link_id, request_id, deadline)
    select uuidv7(), id, 'r', now() + interval '1 day' from made returning id as "deliveryId"`
  for (let start = 0; start < mails; start += chunk)
    await queue.enqueue(
      recorded.slice(start, start + chunk).map(({ deliveryId }) => ({ deliveryId, dueInMs: 0 })),
    )
  await database.sql`vacuum analyze`
  await queue.close()
  return { database, redis, relay }
}

// It takes minutes.
test.runIf(process.env.CI && inject('redisUrl'))(
  'a hundred thousand mails leave nothing in the heap of a worker: one with hardly more than it needs at first sends them all',
  async () => {
    const { database, redis, relay } = await startWithWaitingMails()
    const port = await freePort()
    const worker = runAppProcess(
      'worker',
      {
        DATABASE_URL: database.url,
        REDIS_URL: redis.url,
        SMTP_URL: relay.url,
        MAIL_FROM: 'Passlink <no-reply@passlink.example>',
        PUBLIC_URL: 'https://passlink.example',
        LINK_KEYS: `test:${Buffer.alloc(32, 7).toString('base64')}`,
        HOST: '127.0.0.1',
        WORKER_PORT: '0',
        METRICS_PORT: `${port}`,
        LOG_LEVEL: 'warn',
      },
      { nodeArguments: [`--max-old-space-size=${heapMiB}`, '--max-semi-space-size=16'] },
    )
    await Promise.race([
      relay.whenTaken(mails, 900_000),
      worker.ended.then(({ code, stderr }) => {
        throw new Error(`the worker ended with ${code}: ${stderr.slice(0, 1_000)}`)
      }),
    ])
    await eventually(async () =>
      expect(await database.sql`select from deliveries where status <> 'sent'`).toEqual([]),
    )
    const metrics = await metricsOf({ metricsPort: port })
    const externalBytes = Number(/^nodejs_external_memory_bytes (\S+)$/m.exec(metrics)?.[1])
    expect(externalBytes / 2 ** 20).toBeLessThan(60)
  },
  1_000_000,
)
