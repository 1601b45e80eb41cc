import type { Shard } from '../backend.ts'
import type { DeliveryQueue } from '../create-queue.ts'
import { fulfilled, type OpenShard, openShards, throwRejected } from './open-shards.ts'
import { placeJobs } from './place-jobs.ts'
import { shardMarks } from './shard-marks.ts'

// Readiness asks one queue once a second, and what a worker asks of the other takes five seconds at most to come again.
const seenLatelyMs = 10_000

/**
 * A queue whose jobs are spread over several Redis by the ids of their deliveries. A call rejects with QueueAway only if no
 * shard can be reached, or, where it says so, if not all can. It takes at most a second for each that has fallen silent
 * since it was asked last.
 */
export function createShardedQueue(stores: Shard[]): DeliveryQueue {
  const open = openShards(stores)
  const { shards, askAll, noneLeft } = open
  const place = placeJobs(open)
  const marks = shardMarks(open)

  const removeWhereReached = (ids: string[]) => askAll(({ queue }) => queue.remove(ids))

  return {
    enqueue: place.enqueue,
    async enqueueMissing(deliveries) {
      const { missing, failed } = await place.find(deliveries.map(({ deliveryId }) => deliveryId))
      const isMissing = new Set(missing)
      await place.enqueue(deliveries.filter(({ deliveryId }) => isMissing.has(deliveryId)))
      return { added: missing.length, failed }
    },
    async requeue(deliveries) {
      await removeWhereReached(deliveries.map(({ deliveryId }) => deliveryId))
      await place.enqueue(deliveries)
    },
    // Rejects unless all could be reached.
    async remove(ids) {
      throwRejected(await removeWhereReached(ids))
    },
    readMark: marks.read,
    setMark: marks.set,
    async ping() {
      const pings = await Promise.allSettled(shards.map(({ reach, queue }) => reach.probe(queue.ping)))
      if (fulfilled(pings).length === 0) throw noneLeft()
    },
    async isPaused() {
      return fulfilled(await askAll(({ queue }) => queue.isPaused())).some(Boolean)
    },
    // Rejects unless all could be reached, if the others have no problem.
    async findProblem() {
      const answers = await Promise.allSettled(shards.map(findProblemOf))
      const problem = fulfilled(answers).find(found => found !== undefined)
      if (problem === undefined) throwRejected(answers)
      return problem
    },
    bull: () => (shards[0] as OpenShard).queue.bull(),
    async bulls() {
      const all = await askAll(async ({ name, queue }) =>
        (await queue.bulls()).map(({ bull }) => ({ shard: name, bull })),
      )
      return fulfilled(all).flat()
    },
    shardsAway: () =>
      Object.fromEntries(
        shards.flatMap(({ name, reach }) => {
          const away = reach.away()
          return away && away.seenMsAgo < seenLatelyMs ? [[name, away.reason]] : []
        }),
      ),
    async close() {
      await Promise.all(shards.map(({ queue }) => queue.close()))
    },
  }
}

async function findProblemOf({ name, queue }: OpenShard): Promise<string | undefined> {
  const problem = await queue.findProblem()
  return problem && `${name}: ${problem}`
}
