import type { Instant } from '../database/values.ts'

/**
 * The next places in the even flow of mails through a relay, one every `everyMs`, from `nextSendAt` on; places that were not taken in
 * time are gone. Says in how many milliseconds each of them is, and when the next one will be.
 */
export function decideReserve(
  nextSendAt: Instant | null,
  everyMs: readonly number[],
  now: Instant,
): { inMs: number[]; nextSendAt: Instant } {
  let next = Math.max(now, nextSendAt ?? now)
  const inMs = everyMs.map(every => {
    const place = Math.ceil(next - now)
    next += every
    return place
  })
  return { inMs, nextSendAt: next }
}
