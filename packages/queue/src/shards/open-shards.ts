import type { Shard } from '../backend.ts'
import { createQueue, type DeliveryQueue } from '../create-queue.ts'
import { inTime } from '../in-time.ts'
import { QueueAway } from '../queue-away.ts'
import { type Reach, watchReach } from './watch-reach.ts'

/** Which of the deliveries that a shard was asked for have no job there, and which have a failed one. */
export type Found = { missing: string[]; failed: string[] }

export type OpenShard = {
  name: string
  queue: DeliveryQueue
  reach: Reach
  find: (deliveryIds: string[]) => Promise<Found>
}

type Answers<Answer> = PromiseSettledResult<Answer>[]

/** The shards of one queue, and what is asked of all of them. */
export type OpenShards = {
  shards: OpenShard[]
  /** The outcome of a call to each shard. Rejects with QueueAway if none could be reached. */
  askAll: <Answer>(call: (shard: OpenShard) => Promise<Answer>) => Promise<Answers<Answer>>
  /** Says why no shard could be used. */
  noneLeft: () => QueueAway
}

export function openShards(stores: Shard[]): OpenShards {
  const shards = stores.map(openShard)

  function noneLeft(): QueueAway {
    const reasons = shards.map(({ name, reach }) => `${name}: ${reach.away()?.reason ?? 'away'}`)
    return new QueueAway('no Redis of the queue can be used', { reason: reasons.join('; ') })
  }

  return {
    shards,
    async askAll(call) {
      const how = shards.every(({ reach }) => reach.isLeftAlone()) ? 'probe' : 'ask'
      const answers = await Promise.allSettled(shards.map(shard => shard.reach[how](() => call(shard))))
      if (answers.every(({ status }) => status === 'rejected')) throw noneLeft()
      return answers
    },
    noneLeft,
  }
}

function openShard({ name, backend }: Shard): OpenShard {
  const queue = createQueue(backend)
  return {
    name,
    queue,
    reach: watchReach(queue.ping),
    async find(ids) {
      const { count, failed } = await inTime(backend.findJobs(ids))
      return { missing: count === ids.length ? [] : await inTime(backend.findMissing(ids)), failed }
    },
  }
}

export function fulfilled<Answer>(answers: Answers<Answer>): Answer[] {
  return answers.flatMap(answer => (answer.status === 'fulfilled' ? [answer.value] : []))
}

export function throwRejected(answers: Answers<unknown>): void {
  for (const answer of answers) if (answer.status === 'rejected') throw answer.reason
}

/** For `catch`: `otherwise` instead of the answer of a shard that is away. */
export function ifAway<Value>(otherwise: Value): (error: unknown) => Value {
  return error => {
    if (error instanceof QueueAway) return otherwise
    throw error
  }
}
