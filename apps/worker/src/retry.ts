import type { AttemptAnswer } from './attempt-answer.ts'

const pauseMsMin = 1_000
const pauseMsMax = 5_000

/** In how many milliseconds to try again, or null where that is pointless. */
export type RetryIn = (
  answer: Pick<AttemptAnswer, 'outcome' | 'retryAfterMs'>,
  tried: { attempt: number; deferrals: number },
) => number | null

/**
 * `deferred` and `unknown` follow the schedule, its last step again and again, or the delay the relay asked for if longer.
 * `not_sent` is no fault of the mail's: its pauses grow from one second to five, each time that this mail was not sent. All with
 * ±20 % jitter, so that what failed together does not return together.
 */
export function createRetryIn(scheduleMs: readonly number[], random: () => number = Math.random): RetryIn {
  const jittered = (ms: number) => Math.round(ms * (0.8 + 0.4 * random()))

  return ({ outcome, retryAfterMs }, { attempt, deferrals }) => {
    switch (outcome) {
      case 'accepted':
      case 'rejected':
        return null
      case 'deferred':
      case 'unknown': {
        const ms = jittered(scheduleMs[Math.min(deferrals, scheduleMs.length - 1)] as number)
        return Math.max(ms, outcome === 'deferred' ? (retryAfterMs ?? 0) : 0)
      }
      case 'not_sent':
        return jittered(Math.min(pauseMsMax, pauseMsMin * 2 ** (attempt - 1 - deferrals)))
    }
  }
}
