/** Reads the time in milliseconds since the epoch. */
export type Clock = () => number

const jumpMs = 1_000
const settledMs = 60_000

/**
 * A clock that follows `wallClock`, but not a jump of it that lasts for less than a minute. Jobs of all workers are ordered
 * by times that each of them writes: a delay that a clock wrote while it was an hour ahead would last an hour.
 * `elapsed` are milliseconds of a clock that never jumps.
 */
export function createSteadyClock(
  wallClock: Clock = () => Date.now(),
  elapsed: Clock = () => performance.now(),
): Clock {
  let offset = wallClock() - elapsed()
  let jumpedAt: number | undefined

  return () => {
    const passed = elapsed()
    const measured = wallClock() - passed
    if (Math.abs(measured - offset) < jumpMs) {
      offset = measured
      jumpedAt = undefined
    } else {
      jumpedAt ??= passed
      if (passed - jumpedAt >= settledMs) {
        offset = measured
        jumpedAt = undefined
      }
    }
    return Math.round(passed + offset)
  }
}

/** The clock of this process for the times of jobs. */
export const steadyNow: Clock = createSteadyClock()
