import type { Breach } from './breach.ts'
import type { Wait } from './waits.ts'

const waitMsMax = 60_000

/**
 * Promised mails that waited for a minute, or until their deadline had passed, although a relay and all else that they
 * needed was well.
 */
export function findNeglected(waits: readonly Wait[]): Breach[] {
  return waits
    .filter(({ arrived, lastedMs, unexcusedMs }) =>
      arrived ? unexcusedMs > waitMsMax : unexcusedMs >= Math.min(lastedMs, waitMsMax),
    )
    .map(({ delivery: { id, requestId }, unexcusedMs }) => ({
      what: `waited ${Math.round(unexcusedMs)} ms although a relay was well`,
      requestId,
      deliveryId: id,
    }))
}
