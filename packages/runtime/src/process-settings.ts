import { z } from 'zod'
import { durationBetween, durationOrNone } from './setting-types.ts'

/** The time limit of a call; the caller can retry after it. */
export const callTimeout = durationBetween('100ms', '1m').default(5_000)

/** How long after its signal a process ends at the latest: sooner than Kubernetes kills it, which is after 30 s. */
export const stopTimeout = durationBetween('100ms', '1d').default(25_000)

/** How long a process that is not ready any more goes on serving; load balancers notice meanwhile. */
export const stopGrace = durationOrNone('1d').optional()

/** The value of `Strict-Transport-Security` (RFC 6797 section 6.1), for this host only; undefined: not sent. */
export const hsts = durationOrNone('3660d')
  .transform(ms => `max-age=${Math.ceil(ms / 1_000)}`)
  .optional()

export const host = z.string().default('0.0.0.0')

/** The address of a port that is not for everybody. */
export const ownHost = z.string().default('127.0.0.1')

export const logLevel = z
  .enum(
    ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'],
    'must be fatal, error, warn, info, debug, trace or silent',
  )
  .default('info')
