import { createHash } from 'node:crypto'
import type { QueueMark } from '../backend.ts'
import { type OpenShards, throwRejected } from './open-shards.ts'

// Until then it may come back with its jobs; after that the others get them.
const givenUpAfterMs = 5_000

/**
 * The marks of all shards as one. The combined server id changes whenever that of a shard or the list of shards does,
 * and when a shard is given up or comes back: each time jobs may be where nobody takes them from. It is null unless all
 * have the same.
 */
export function shardMarks({ shards, askAll }: OpenShards) {
  return {
    async read(): Promise<QueueMark> {
      const answers = await askAll(async ({ name, queue }) => ({ name, ...(await queue.readMark()) }))
      const isGivenUp = (index: number) => (shards[index]?.reach.away()?.forMs ?? 0) >= givenUpAfterMs
      throwRejected(answers.filter((_, index) => !isGivenUp(index)))
      const marks = answers.flatMap(answer => (answer.status === 'fulfilled' ? [answer.value] : []))
      const servers = marks.map(({ name, serverId }) => `${name} ${serverId}`).sort()
      const different = new Set(marks.map(({ mark }) => mark))
      return {
        mark: different.size === 1 ? ([...different][0] ?? null) : null,
        serverId: createHash('sha1').update(servers.join()).digest('hex'),
      }
    },
    async set(mark: string): Promise<void> {
      await askAll(({ queue }) => queue.setMark(mark))
    },
  }
}
