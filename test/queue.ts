import { type DeliveryQueue, openQueue, type QueueSettings } from '@passlink/queue'
import { readDatabaseUrl } from '@passlink/runtime'
import { inject } from 'vitest'
import { createDatabase } from './servers/database.ts'

/** A queue for one test, on either backend. */
export type TestQueue = {
  queue: DeliveryQueue
  url: string
  settings: QueueSettings
  close: () => Promise<void>
}

export async function openTestQueue(backend: 'postgres' | 'redis'): Promise<TestQueue> {
  const database = await createDatabase()
  const redisUrl = backend === 'redis' ? (inject('redisUrl') ?? undefined) : undefined
  const settings = {
    database: readDatabaseUrl(database.url),
    redisUrl,
    prefix: `{${new URL(database.url).pathname.slice(1)}}`,
  }
  const queue = openQueue(settings)
  return {
    queue,
    url: database.url,
    settings,
    async close() {
      await queue.close()
      await database.drop()
    },
  }
}

/** The id of a delivery that is in no table, determined by `number`. */
export function deliveryId(number: number): string {
  return `01890000-0000-7000-8000-${String(number).padStart(12, '0')}`
}

/** How many jobs are waiting, delayed or active. */
export async function countLive(queue: DeliveryQueue): Promise<number> {
  const bull = await queue.bull()
  return bull.getJobCountByTypes('waiting', 'active', 'delayed', 'prioritized')
}
