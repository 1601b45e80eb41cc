import { QueueAway } from '../queue-away.ts'
import type { Clock } from '../steady-clock.ts'

/** Whether a shard can be reached, as its last answers show. */
export type Reach = {
  /** Runs a call to the shard, or rejects at once with QueueAway while the shard is left alone. */
  ask: <Answer>(call: () => Promise<Answer>) => Promise<Answer>
  /**
   * Like `ask`, also while the shard is left alone. One that was away is proved first: it may answer reads and take no
   * job.
   */
  probe: <Answer>(call: () => Promise<Answer>) => Promise<Answer>
  isLeftAlone: () => boolean
  /** For how long, in milliseconds, when that was seen last, and why; undefined if no call failed since it was proved. */
  away: () => { forMs: number; seenMsAgo: number; reason: string } | undefined
}

// Otherwise each call that asks several shards would wait a second for one that is silent.
const leftAloneMs = 2_000

/** `prove` rejects with QueueAway unless the shard takes jobs. */
export function watchReach(prove: () => Promise<void>, elapsed: Clock = () => performance.now()): Reach {
  let away: { since: number; asked: number; reason: string } | undefined
  const isLeftAlone = () => away !== undefined && elapsed() - away.asked < leftAloneMs

  async function probe<Answer>(call: () => Promise<Answer>): Promise<Answer> {
    try {
      const wasAway = away !== undefined
      if (wasAway) await prove()
      const answer = await call()
      if (wasAway) away = undefined
      return answer
    } catch (error) {
      if (error instanceof QueueAway) {
        const now = elapsed()
        away = { since: away?.since ?? now, asked: now, reason: error.reason ?? 'no answer' }
      }
      throw error
    }
  }

  return {
    probe,
    async ask(call) {
      if (away && isLeftAlone())
        throw new QueueAway('the queue was away a moment ago', { reason: away.reason })
      return probe(call)
    },
    isLeftAlone,
    away() {
      if (!away) return undefined
      const now = elapsed()
      return { forMs: now - away.since, seenMsAgo: now - away.asked, reason: away.reason }
    },
  }
}
