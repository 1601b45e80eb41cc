import { hsts, logLevel, stopGrace, stopTimeout } from './process-settings.ts'
import {
  databaseConnections,
  databasePrepare,
  databaseUrl,
  directDatabaseUrl,
  queuePrefix,
  redisUrl,
} from './server-settings.ts'
import { durationBetween, rateWithin } from './setting-types.ts'

/** Of every app. */
export const database = {
  DATABASE_URL: databaseUrl,
  DATABASE_CONNECTIONS: databaseConnections,
  DATABASE_PREPARE: databasePrepare,
}

/** Of every app that uses the queue, with the refinements `reachesQueue` and `prefixHasRedis`. */
export const queue = {
  DIRECT_DATABASE_URL: directDatabaseUrl,
  REDIS_URL: redisUrl,
  QUEUE_PREFIX: queuePrefix,
}

/** Of every app that records links: until when they are mailed, and how many there may be. */
export const newLinks = {
  DELIVERY_DEADLINE: durationBetween('1s', '30d').default(3_600_000),
  LINKS_PER_USER: rateWithin('366d').default({ max: 5, windowMs: 3_600_000 }),
  LINKS_PER_ORGANIZATION: rateWithin('366d').optional(),
}

/** Of every app. */
export const process = { STOP_TIMEOUT: stopTimeout, LOG_LEVEL: logLevel }

/** Of every app that serves others. */
export const server = { HSTS: hsts, STOP_GRACE: stopGrace }
