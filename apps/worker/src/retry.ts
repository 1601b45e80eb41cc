import type { AttemptAnswer } from './attempt-answer.ts'

const pauseMsMin = 1_000
const pauseMsMax = 5_000

/** The milliseconds until the next attempt, or null if a retry is pointless. */
export type RetryIn = (
  answer: Pick<AttemptAnswer, 'outcome' | 'retryAfterMs'>,
  tried: { attempt: number; deferrals: number },
) => number | null

/**
 * `deferred` and `unknown` follow the schedule and repeat its last step; after `deferred` the delay that the relay
 * requests is used if it is longer. `not_sent` is not caused by the mail: its pauses grow from one second to five with
 * each attempt that was not sent. All pauses have ±20 % jitter, so that deliveries that failed together are not retried
 * together.
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
