import { createHash } from 'node:crypto'

/**
 * Returns a function that ranks the shards for a delivery: the first is the one where its job belongs. Every process ranks
 * them alike, in whatever order they are listed. A shard that is added or removed moves only the jobs that it gets or had
 * (rendezvous hashing).
 */
export function rankShards<Shard extends { name: string }>(shards: readonly Shard[]) {
  return (deliveryId: string): Shard[] =>
    shards
      .map(shard => ({ shard, weight: weightOf(shard.name, deliveryId) }))
      .sort((one, other) => (one.weight < other.weight ? 1 : -1))
      .map(({ shard }) => shard)
}

function weightOf(name: string, deliveryId: string): string {
  return createHash('sha1').update(`${name} ${deliveryId}`).digest('hex')
}
