import { once } from 'node:events'
import { type Processor, Queue, Worker } from 'bullmq'
import { Redis } from 'ioredis'
import type { Backend } from './backend.ts'
import type { JobData, QueueName } from './job.ts'
import { QueueAway } from './queue-away.ts'

const retryStrategy = (tries: number) => Math.min(tries * 50, 1_000)

// ZMSCORE would do the same, but needs Redis 6.2.
const selectMembers = `
local members = {}
for _, id in ipairs(ARGV) do
  if redis.call('ZSCORE', KEYS[1], id) then table.insert(members, id) end
end
return members`

export function openRedisBackend(url: string, prefix: string, name: QueueName): Backend {
  // A producer must fail rather than wait, so ioredis does not queue commands while the server is away.
  const connection = new Redis(url, {
    enableOfflineQueue: false,
    maxRetriesPerRequest: 1,
    commandTimeout: 1_000,
    connectTimeout: 1_000,
    retryStrategy,
  })
  connection.on('error', () => {})
  let queue: Queue<JobData> | undefined

  async function checkReachable() {
    if (connection.status === 'connecting' || connection.status === 'connect') await once(connection, 'ready')
    if (connection.status !== 'ready') throw new QueueAway('Redis cannot be reached')
  }

  async function openQueue() {
    await checkReachable()
    queue ??= new Queue<JobData>(name, { connection, prefix, skipVersionCheck: true }).on('error', () => {})
    return queue
  }

  return {
    queue: openQueue,
    async findJobs(ids) {
      const { toKey, keys } = await openQueue()
      const [count, failed] = await Promise.all([
        connection.exists(...ids.map(id => toKey(id))),
        connection.eval(selectMembers, 1, keys.failed as string, ...ids),
      ])
      return { count, failed: failed as string[] }
    },
    async readMark(field) {
      const queue = await openQueue()
      const [mark, info] = await Promise.all([
        queue.getBackend().getQueueMetaField(field),
        connection.info('server'),
      ])
      return { mark, serverId: /^run_id:(\S+)/m.exec(info)?.[1] ?? 'unknown' }
    },
    async findProblem() {
      await checkReachable()
      const policy = /^maxmemory_policy:(\S+)/m.exec(await connection.info('memory'))?.[1]
      return policy === undefined || policy === 'noeviction'
        ? undefined
        : `Redis evicts jobs when its memory is full (maxmemory-policy is ${policy}): set it to noeviction`
    },
    async createWorker(process: Processor<JobData>, options) {
      const connection = { url, maxRetriesPerRequest: null, connectTimeout: 1_000, retryStrategy }
      return new Worker<JobData>(name, process, { ...options, connection, prefix })
    },
    async close() {
      await queue?.close()
      connection.disconnect()
    },
  }
}
