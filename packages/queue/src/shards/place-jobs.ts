import type { QueuedDelivery } from '../job.ts'
import { groupBy } from './group-by.ts'
import { type Found, ifAway, type OpenShard, type OpenShards } from './open-shards.ts'
import { rankShards } from './rank-shards.ts'

/**
 * Puts jobs on the shards where they belong. What a shard does not take while it is away, the next in rank of the delivery
 * gets: a job on two of them costs a claim, which the second does not get.
 */
export function placeJobs({ shards, noneLeft }: OpenShards) {
  const rank = rankShards(shards)

  /** The shards in the order in which they are asked: those that are left alone only if no other takes the job. */
  function orderFor(deliveryId: string): OpenShard[] {
    const ranked = rank(deliveryId)
    const isLeftAlone = ({ reach }: OpenShard) => reach.isLeftAlone()
    return [...ranked.filter(shard => !isLeftAlone(shard)), ...ranked.filter(isLeftAlone)]
  }

  /** Looks for jobs on all shards: where one belongs may have changed with the list of shards. */
  async function findOnAll(ids: string[], first: OpenShard): Promise<Found> {
    const ask = ({ reach, find }: OpenShard, ids: string[]) =>
      reach.ask(() => find(ids)).catch(ifAway({ missing: ids, failed: [] }))
    const { missing, failed } = await ask(first, ids)
    if (missing.length === 0) return { missing, failed }
    const others = await Promise.all(
      shards.filter(shard => shard !== first).map(shard => ask(shard, missing)),
    )
    const missingThere = others.map(other => new Set(other.missing))
    return {
      missing: missing.filter(id => missingThere.every(ids => ids.has(id))),
      failed: [...failed, ...others.flatMap(other => other.failed)],
    }
  }

  return {
    async enqueue(deliveries: QueuedDelivery[]): Promise<void> {
      let left = deliveries.map(delivery => ({ delivery, order: orderFor(delivery.deliveryId) }))
      for (let turn = 0; left.length > 0; turn += 1) {
        if (turn === shards.length) throw noneLeft()
        const groups = groupBy(left, ({ order }) => order[turn] as OpenShard)
        const refused = [...groups].map(([{ reach, queue }, group]) =>
          reach
            .probe(() => queue.enqueue(group.map(({ delivery }) => delivery)))
            .then(() => [], ifAway(group)),
        )
        left = (await Promise.all(refused)).flat()
      }
    },
    async find(deliveryIds: string[]): Promise<Found> {
      const groups = groupBy(deliveryIds, id => orderFor(id)[0] as OpenShard)
      const found = await Promise.all([...groups].map(([shard, ids]) => findOnAll(ids, shard)))
      return {
        missing: found.flatMap(({ missing }) => missing),
        failed: [...new Set(found.flatMap(({ failed }) => failed))],
      }
    },
  }
}
