import { z } from 'zod'
import type { DatabaseAddress } from './database/connect-to-database.ts'
import { readDatabaseUrl } from './database/read-database-url.ts'
import { checkRedisUrl } from './redis-url.ts'
import { count, parsedBy } from './setting-types.ts'

/** The URL of Postgres, read once for all drivers. */
export const databaseUrl = parsedBy(readDatabaseUrl)

/** The URL of Postgres itself, where `databaseUrl` is that of a pooler. */
export const directDatabaseUrl = databaseUrl
  .refine(({ isPooled }) => !isPooled, 'must lead to Postgres itself, without pgbouncer=true')
  .optional()

/** The URL of a replica of the database, for what decides nothing. */
export const databaseReadUrl = databaseUrl.optional()

type Addresses = {
  DATABASE_URL: DatabaseAddress
  DIRECT_DATABASE_URL?: DatabaseAddress | undefined
  REDIS_URL?: string | undefined
}

/** Whether there is a way to Postgres itself if the queue needs one, as a refinement of an app's settings. */
export const reachesQueue: [(settings: Addresses) => boolean, string] = [
  ({ DATABASE_URL, DIRECT_DATABASE_URL, REDIS_URL }) =>
    Boolean(REDIS_URL || DIRECT_DATABASE_URL) || !DATABASE_URL.isPooled,
  'DIRECT_DATABASE_URL is needed for a queue in Postgres, because DATABASE_URL is that of a pooler',
]

/** False for poolers that do not support prepared statements; absent, it depends on the URL. */
export const databasePrepare = z
  .enum(['true', 'false'], 'must be true or false')
  .transform(text => text === 'true')
  .optional()

/** How many connections to the database a process opens, besides those of its queue. */
export const databaseConnections = count(1, 1_000).default(10)

export const redisUrl = parsedBy(checkRedisUrl).optional()

/**
 * Begins the keys of a queue in Redis. What is in braces decides on the slot of a key in a Redis Cluster: all keys of a
 * queue must be in one.
 */
export const queuePrefix = z
  .string()
  .max(64, 'must have 64 characters or less')
  .regex(
    /^[\w.:-]*\{[\w.:-]+\}[\w.:-]*$/,
    'must be a name in braces such as {staging}, of letters, digits and . : _ -',
  )
  .optional()

type QueueSettings = { REDIS_URL?: string | undefined; QUEUE_PREFIX?: string | undefined }
type Refinement = [(settings: QueueSettings) => boolean, { path: string[]; message: string }]

/** For `refine`: the queue in Postgres has no prefix, because each database has a queue of its own. */
export const prefixHasRedis: Refinement = [
  ({ REDIS_URL, QUEUE_PREFIX }) => !QUEUE_PREFIX || Boolean(REDIS_URL),
  { path: ['QUEUE_PREFIX'], message: 'needs REDIS_URL: in Postgres each database has a queue of its own' },
]
