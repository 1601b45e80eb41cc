import { once } from 'node:events'
import { type Processor, Queue, Worker } from 'bullmq'
import type { ShardBackend } from '../backend.ts'
import type { JobData, QueueName } from '../job.ts'
import { QueueAway } from '../queue-away.ts'
import { createOpenRedis } from './open-redis.ts'
import { openWorkerBackend } from './open-worker-backend.ts'
import type { RedisServer } from './read-redis-urls.ts'
import { readRefusal } from './read-refusal.ts'
import { selectMembers, selectMissing } from './scripts.ts'
import { serverIdIn } from './server-id.ts'

const readyWithinMs = 1_000
// A connection is replaced if Redis owes it an answer for so long, because it may lead nowhere any more. A worker's blocks
// for up to ten seconds.
const silenceMs = 3_000
const workerSilenceMs = 15_000
const proofLastsMs = 60_000

export function openRedisBackend(server: RedisServer, commonPrefix: string, name: QueueName): ShardBackend {
  const prefix = server.kind === 'cluster' ? ownPrefix(commonPrefix, name) : commonPrefix
  const proofKey = `${prefix}:ping`
  const openRedis = createOpenRedis(server, proofKey)
  // A producer must fail rather than wait, so ioredis does not queue commands while the server is away.
  const connection = openRedis(
    {
      enableOfflineQueue: false,
      maxRetriesPerRequest: 1,
      commandTimeout: 1_000,
      socketTimeout: silenceMs,
    },
    noteRefusal,
  )
  // Why the connection is not ready. Where Redis refuses one command, others end with errors that do not say why.
  let refusal: unknown
  connection
    .on('error', error => {
      noteRefusal(error)
      if (!readRefusal(error) && 'code' in error) refusal = undefined
    })
    .on('ready', () => {
      refusal = undefined
    })
  let queue: Queue<JobData> | undefined

  function noteRefusal(error: Error) {
    if (readRefusal(error)) refusal = error
  }

  async function checkReady() {
    if (connection.status === 'connect' && (await isLoading())) throw away(new Error('LOADING'))
    if (connection.status === 'connecting' || connection.status === 'connect')
      await once(connection, 'ready', { signal: AbortSignal.timeout(readyWithinMs) }).catch(() => {})
    if (connection.status !== 'ready') throw away(refusal)
  }

  // Until Redis has loaded its data the connection does not become ready.
  async function isLoading() {
    return /^loading:1/m.test(await connection.info('persistence').catch(() => ''))
  }

  async function openQueue() {
    await checkReady()
    queue ??= new Queue<JobData>(name, { connection, prefix, skipVersionCheck: true }).on('error', () => {})
    return queue
  }

  /** Proves that Redis lets us write, run scripts and ask which server it is: what jobs and `reconcile` need. */
  async function proveUsable() {
    await checkReady()
    const results = await connection
      .pipeline()
      .set(proofKey, '1', 'PX', proofLastsMs)
      .eval(`return redis.call('EXISTS', KEYS[1])`, 1, proofKey)
      .info('server')
      .exec()
    const [failed] = (results ?? []).flatMap(([error]) => error ?? [])
    if (failed) throw away(readRefusal(failed) ? failed : (refusal ?? failed))
    refusal = undefined
  }

  return {
    queue: openQueue,
    ping: proveUsable,
    async findJobs(ids) {
      const { toKey, keys } = await openQueue()
      const [count, failed] = await Promise.all([
        connection.exists(...ids.map(id => toKey(id))),
        connection.eval(selectMembers, 1, keys.failed as string, ...ids),
      ])
      return { count, failed: failed as string[] }
    },
    async findMissing(ids) {
      const { toKey } = await openQueue()
      const missing = await connection.eval(selectMissing, ids.length, ...ids.map(id => toKey(id)), ...ids)
      return missing as string[]
    },
    async readMark(field) {
      const queue = await openQueue()
      const [mark, info] = await Promise.all([queue.getBackend().getQueueMetaField(field), connection.info()])
      return { mark, serverId: serverIdIn(info) }
    },
    async findProblem() {
      try {
        await proveUsable()
      } catch (error) {
        const { code, problem } = readRefusal((error as Error).cause) ?? {}
        if (problem === undefined) throw error
        return `${problem} (${code})`
      }
      const policy = /^maxmemory_policy:(\S+)/m.exec(await connection.info('memory'))?.[1]
      return policy === undefined || policy === 'noeviction'
        ? undefined
        : `Redis evicts jobs when its memory is full (maxmemory-policy is ${policy}): set it to noeviction`
    },
    async createWorker(process: Processor<JobData>, options) {
      await proveUsable()
      const open = () => openRedis({ maxRetriesPerRequest: null, socketTimeout: workerSilenceMs })
      const backends = await openWorkerBackend(open, prefix)
      return new Worker<JobData>(name, process, { ...options, connection: {}, prefix }, backends)
    },
    async close() {
      await queue?.close()
      connection.disconnect()
    },
  }
}

// Each queue has a slot of its own, so that the nodes of a cluster share them.
function ownPrefix(prefix: string, name: QueueName): string {
  return prefix.replace('}', `:${name}}`)
}

function away(cause: unknown): QueueAway {
  const { code, problem } = readRefusal(cause) ?? {}
  const reason = problem === undefined ? code : `${code}, ${problem}`
  return new QueueAway(`Redis cannot be used${reason === undefined ? '' : `: ${reason}`}`, { reason, cause })
}
