import { z } from 'zod'
import { hsts, logLevel, ownHost, stopGrace, stopTimeout } from './process-settings.ts'
import {
  databaseConnections,
  databasePrepare,
  databaseReadUrl,
  databaseUrl,
  directDatabaseUrl,
  queuePrefix,
  redisUrl,
} from './server-settings.ts'
import { durationBetween, endpoint, parsedBy, port, rateWithin } from './setting-types.ts'
import { type TracingVariable, tracingVariables } from './tracing/trace-settings.ts'

/** Of every app. */
export const database = {
  DATABASE_URL: databaseUrl,
  DATABASE_CONNECTIONS: databaseConnections,
  DATABASE_PREPARE: databasePrepare,
}

/** Of every app that reads from a replica what decides nothing. */
export const replica = { DATABASE_READ_URL: databaseReadUrl }

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

/** Of every app that records webhooks; `parseTypes` reads the types of events that they report. */
export const webhooks = <Types>(parseTypes: (text: string) => Types) => ({
  WEBHOOK_URL: endpoint.optional(),
  WEBHOOK_DEADLINE: durationBetween('1s', '30d').default(86_400_000),
  WEBHOOK_EVENTS: parsedBy(parseTypes).prefault('usual'),
})

/** Of every app that records notices to people. */
export const notices = { NOTICE_DEADLINE: durationBetween('1s', '30d').default(86_400_000) }

/** The variables of OpenTelemetry, which `openTracing` reads together. */
const tracing = Object.fromEntries(tracingVariables.map(name => [name, z.string().optional()])) as Record<
  TracingVariable,
  z.ZodOptional<z.ZodString>
>

/** Of every app. */
export const process = { STOP_TIMEOUT: stopTimeout, LOG_LEVEL: logLevel, ...tracing }

/** Of every app: where its metrics are served. Each has a port of its own, so that all can run on one machine. */
export const metrics = (defaultPort: number) => ({
  METRICS_HOST: ownHost,
  METRICS_PORT: port.default(defaultPort),
})

/** Of every app that serves others. */
export const server = { HSTS: hsts, STOP_GRACE: stopGrace }
