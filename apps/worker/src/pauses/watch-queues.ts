import type { DeliveryQueues } from '@passlink/queue'
import { every, type Logger } from '@passlink/runtime'

type Queue = keyof DeliveryQueues

/** The names under which tools of BullMQ show the queues. */
const names = { mail: 'deliveries', webhook: 'webhooks' } as const satisfies Record<Queue, string>

/** `paused` returns the names of the queues that are paused, as far as this worker knows. */
export type WatchedQueues = { paused: () => string[]; stop: () => void }

const lookMs = 5_000

/**
 * Looks every five seconds whether somebody has paused a queue itself, with another tool, and logs when that begins and
 * ends. While the queue is away, what was known last stays valid.
 */
export function watchQueues(
  queues: Record<Queue, Pick<DeliveryQueues[Queue], 'isPaused'>>,
  log: Logger,
): WatchedQueues {
  const paused = new Set<Queue>()

  async function look(queue: Queue) {
    const isPaused = await queues[queue].isPaused()
    if (isPaused === paused.has(queue)) return
    if (isPaused) paused.add(queue)
    else paused.delete(queue)
    log.warn(
      { queue: names[queue] },
      `the queue is ${isPaused ? 'paused with another tool' : 'no longer paused'}`,
    )
  }

  const looking = every(lookMs, () => Promise.all([look('mail'), look('webhook')]), {
    firstInMs: 0,
    onError: error => log.warn({ err: error }, 'not looked up whether the queue is paused'),
  })

  return { paused: () => [...paused].map(queue => names[queue]), stop: () => void looking.stop() }
}
