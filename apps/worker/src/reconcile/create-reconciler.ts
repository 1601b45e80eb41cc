import { randomUUID } from 'node:crypto'
import { type Db, leastDeliveryId, listOpenDeliveries } from '@passlink/store'
import { decideWalk, type QueueMark, repairMark, wholeMark } from './decide-walk.ts'
import { enqueuePage, type Queues } from './enqueue-page.ts'
import { advance, beginning, type Walk } from './walk.ts'

export type ReconcilePace = {
  /** The number of deliveries that are compared together. */
  pageSize: number
  /** The number of pages of a walk in each round, for a check and for a repair. */
  checkPages: number
  repairPages: number
  /** A round begins no page after this time, so that a slow queue is not overloaded and the next round is on time. */
  roundMs: number
}

const newestMs = 30_000
const usualPace: ReconcilePace = { pageSize: 1_000, checkPages: 1, repairPages: 6, roundMs: 800 }

/** The result of a round: the number of missing jobs that were enqueued, and whether a repair is in progress. */
export type Round = { added: number; repairing: boolean }

/**
 * Enqueues the open deliveries that have no job. One worker at a time calls the returned function once a second, for a
 * round. Each round compares a page of the deliveries of the last 30 seconds, and the next pages of a walk over all
 * open deliveries, which restarts at its end. The cost of a round does not depend on the number of open deliveries. It
 * ends early when `signal` is aborted.
 */
export function createReconciler(db: Db, queues: Queues, pace: ReconcilePace = usualPace) {
  const { pageSize, checkPages, repairPages, roundMs } = pace
  let walk: Walk | undefined
  let repairId: string | undefined

  /** Reads from the marks of the queues whether jobs were lost, and sets the marks when a repair begins or ends. */
  async function readMarks(): Promise<{ repairing: boolean }> {
    const both = [queues.mail, queues.webhook] as const
    const marks = await Promise.all(both.map(queue => queue.readMark()))
    const mark = (text: (serverId: string) => string) =>
      Promise.all(both.map((queue, index) => queue.setMark(text((marks[index] as QueueMark).serverId))))

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
    for (let pagesLeft = repairing ? repairPages : checkPages; pagesLeft > 0 && walk; pagesLeft -= 1) {
      if (signal.aborted || performance.now() > endAt) break
      const page = await listOpenDeliveries(db, { ...walk, limit: pageSize })
      added += await enqueuePage(db, queues, page)
      walk = advance(walk, page, pageSize)
    }
    return { added, repairing }
  }
}
