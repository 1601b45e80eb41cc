import { randomUUID } from 'node:crypto'
import { type Db, leastDeliveryId, listOpenDeliveries } from '@passlink/store'
import { decideWalk, type QueueMark, repairMark, wholeMark } from './decide-walk.ts'
import { enqueuePage, type Queues } from './enqueue-page.ts'
import { advance, beginning, type Walk } from './walk.ts'

export type ReconcilePace = {
  /** How many deliveries are looked at together. */
  pageSize: number
  /** How many pages a round looks at in which nothing seems to be lost, and in which jobs are put back. */
  checkPages: number
  repairPages: number
  /** A round begins no page after so long: a slow queue is not given more than it can take, and the next round is on time. */
  roundMs: number
}

const newestMs = 30_000
const usualPace: ReconcilePace = { pageSize: 1_000, checkPages: 1, repairPages: 8, roundMs: 800 }

/** What one round did: how many jobs were added that the queues lacked, and whether it was putting lost jobs back. */
export type Round = { added: number; repairing: boolean }

/**
 * Compares the open deliveries with the jobs in rounds, to be called once a second by one worker at a time. Each round looks at
 * a page of those recorded in the last half minute, and at the next pages of a walk over all of them that begins anew when it
 * has ended. A round costs the same however many deliveries are open. It ends early when `signal` aborts.
 */
export function createReconciler(db: Db, queues: Queues, pace: ReconcilePace = usualPace) {
  const { pageSize, checkPages, repairPages, roundMs } = pace
  let walk: Walk | undefined
  let repairId: string | undefined

  /** Finds out whether jobs were lost, and marks the queues when a repair of them begins or has ended. */
  async function readMarks(): Promise<{ repairing: boolean }> {
    const both = [queues.mail, queues.webhook] as const
    const marks = await Promise.all(both.map(queue => queue.readMark()))
    const mark = (text: (serverId: string) => string) =>
      Promise.all(both.map((queue, nth) => queue.setMark(text((marks[nth] as QueueMark).serverId))))

    const decided = decideWalk(marks, repairId)
    if (decided === 'begin') {
      const id = randomUUID()
      await mark(serverId => repairMark(serverId, id))
      repairId = id
      walk = beginning
    }
    const ended = decided === 'repair' && !walk
    if (ended) await mark(wholeMark)
    return { repairing: decided !== 'check' && !ended }
  }

  return async (signal: AbortSignal): Promise<Round> => {
    const endAt = performance.now() + roundMs
    const { repairing } = await readMarks()
    const after = leastDeliveryId(Date.now() - newestMs)
    const newest = await listOpenDeliveries(db, { after, from: 'newest', limit: pageSize })
    let added = await enqueuePage(db, queues, newest)

    walk ??= beginning
    for (let left = repairing ? repairPages : checkPages; left > 0 && walk; left -= 1) {
      if (signal.aborted || performance.now() > endAt) break
      const page = await listOpenDeliveries(db, { ...walk, limit: pageSize })
      added += await enqueuePage(db, queues, page)
      walk = advance(walk, page, pageSize)
    }
    return { added, repairing }
  }
}
