import type { Shard } from '../backend.ts'
import { consume } from '../consume.ts'
import type { Consumer, ConsumerOptions, Deliver } from '../consumer.ts'
import { atMost } from './at-most.ts'
import { sharesOf } from './shares-of.ts'

/**
 * Processes the jobs of all shards, `concurrency` at a time altogether at most, until closed. Each shard has an even
 * share of that, so that one with much to do does not hold up the others. Runs while it takes the jobs of any shard.
 */
export function consumeShards(shards: Shard[], deliver: Deliver, options: ConsumerOptions): Consumer {
  const limited = atMost(options.concurrency, deliver)
  let isRunning = false
  function onRunning() {
    if (!isRunning) options.onRunning?.()
    isRunning = true
  }
  const shares = sharesOf(options.concurrency, shards.length)
  const consumers = shards.map(({ name, backend }, index) =>
    consume(backend, limited, {
      ...options,
      concurrency: shares[index] as number,
      onError: error => options.onError(new Error(`${name}: ${error.message}`, { cause: error })),
      onRunning,
      onFewer: () => options.onFewer?.(jobsAtOnce()),
    }),
  )
  function jobsAtOnce(): number {
    const all = consumers.reduce((sum, consumer) => sum + consumer.jobsAtOnce(), 0)
    return Math.min(options.concurrency, all)
  }
  return {
    isRunning: () => consumers.some(consumer => consumer.isRunning()),
    jobsAtOnce,
    async close() {
      await Promise.all(consumers.map(consumer => consumer.close()))
    },
  }
}
