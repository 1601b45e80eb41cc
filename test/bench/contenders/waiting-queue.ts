import type { Queue } from 'bullmq'
import { eventually } from '../../eventually.ts'

/** A queue as the bench handles it: filled while nobody works on it, and then worked on. */
export type WaitingQueue = {
  add: (deliveryIds: string[]) => Promise<void>
  /** Resolves when no job is being worked on any more. */
  pause: () => Promise<void>
  resume: () => Promise<void>
  /** How many jobs are waiting or being worked on. */
  count: () => Promise<number>
  close: () => Promise<void>
}

const idleMs = 60_000

export function createWaitingQueue(
  queue: () => Promise<Queue>,
  { add, close }: Pick<WaitingQueue, 'add' | 'close'>,
): WaitingQueue {
  const count = async (...states: ('waiting' | 'active' | 'delayed' | 'prioritized')[]) => {
    const counts = await (await queue()).getJobCounts(...states)
    return Object.values(counts).reduce((sum, jobs) => sum + jobs, 0)
  }
  return {
    add,
    close,
    async pause() {
      await (await queue()).pause()
      await eventually(async () => {
        const active = await count('active')
        if (active > 0) throw new Error(`${active} jobs are still being worked on`)
      }, idleMs)
    },
    resume: async () => (await queue()).resume(),
    count: () => count('waiting', 'active', 'delayed', 'prioritized'),
  }
}
