import { hsts, logLevel, stopGrace, stopTimeout } from './process-settings.ts'
import {
  databaseConnections,
  databasePrepare,
  databaseUrl,
  directDatabaseUrl,
  queuePrefix,
  redisUrl,
} from './server-settings.ts'

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

/** Of every app. */
export const process = { STOP_TIMEOUT: stopTimeout, LOG_LEVEL: logLevel }

/** Of every app that serves others. */
export const server = { HSTS: hsts, STOP_GRACE: stopGrace }
