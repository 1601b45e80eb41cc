import { setTimeout as pause } from 'node:timers/promises'
import { type BackendFactory, QueueKeys, RedisConnection, RedisQueueBackend } from 'bullmq'
import type { Redis } from 'ioredis'
import { inTime } from '../in-time.ts'
import { steadyNow } from '../steady-clock.ts'
import { readRefusal } from './read-refusal.ts'

// BullMQ's worker asks for the next job again at once, however often Redis refuses.
const refusedPauseMs = 500

/** BullMQ's backend of a worker, which pauses after Redis refused to give a job, and writes times of a steady clock. */
class PausingBackend extends RedisQueueBackend {
  override async moveToActive(...args: Parameters<RedisQueueBackend['moveToActive']>) {
    try {
      return await super.moveToActive(...args)
    } catch (error) {
      // A connection that was closed, as when a worker stops, is no refusal.
      if (readRefusal(error)) await pause(refusedPauseMs)
      throw error
    }
  }

  override moveToDelayed(...args: Parameters<RedisQueueBackend['moveToDelayed']>) {
    const [jobId, , ...delay] = args
    return super.moveToDelayed(jobId, steadyNow(), ...delay)
  }

  override async waitForJob(seconds: number) {
    try {
      return await super.waitForJob(seconds)
    } catch (error) {
      if (!readRefusal(error)) throw error
      this.emit('error', error)
      await pause(refusedPauseMs)
      // After a rejection BullMQ waits for ten seconds for a job's marker, which a refused worker may have taken.
      return null
    }
  }
}

/**
 * Makes the backends of workers: one connection for commands and one that blocks until there is a job. Rejects if either
 * is not usable within a second, because BullMQ never recovers from a first use that failed.
 */
export async function openWorkerBackend(
  open: () => Redis,
  prefix: string,
): Promise<BackendFactory<RedisQueueBackend>> {
  const connections = [connect(open(), false), connect(open(), true)] as const
  try {
    await inTime(Promise.all(connections.map(({ client }) => client)))
  } catch (error) {
    for (const connection of connections) void connection.close(true)
    throw error
  }
  const [commands, blocking] = connections
  return (name, options) => {
    const keys = new QueueKeys(prefix)
    const toKey = (type: string) => keys.toKey(name, type)
    return new PausingBackend(commands, name, keys.getKeys(name), toKey, options, blocking)
  }
}

function connect(client: Redis, blocking: boolean): RedisConnection {
  // Closed by the backend.
  return new RedisConnection(client, { shared: false, blocking }).on('error', () => {})
}
