import type { Instant } from '../database/values.ts'

/**
 * Reserves the next send slots of a relay, each `everyMs` after the one before, from `nextSendAt` on. Unused slots in
 * the past are lost. `inMs` are the milliseconds until each slot; `nextSendAt` is the next free slot.
 */
export function decideReserve(
  nextSendAt: Instant | null,
  everyMs: readonly number[],
  now: Instant,
): { inMs: number[]; nextSendAt: Instant } {
  let next = Math.max(now, nextSendAt ?? now)
  const inMs = everyMs.map(every => {
    const slotInMs = Math.ceil(next - now)
    next += every
    return slotInMs
  })
  return { inMs, nextSendAt: next }
}
