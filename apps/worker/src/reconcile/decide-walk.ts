/** What a queue answers to `readMark`. */
export type QueueMark = { mark: string | null; serverId: string }

/** The mark of a queue that holds a job for each open delivery, as far as anybody knows. */
export const wholeMark = (serverId: string) => `whole on ${serverId}`

/** The mark of a queue that the repair of this id is putting its jobs back into. */
export const repairMark = (serverId: string, repairId: string) => `repair ${repairId} on ${serverId}`

/**
 * What the marks of the queues say: `check` that jobs are there at a steady rate, `repair` them, as fast as they can be added,
 * where the repair left off, or `begin` a repair. A mark that is absent, or of another server, or of the repair of a worker
 * that is no more, tells that jobs may have been lost.
 */
export function decideWalk(marks: QueueMark[], repairId: string | undefined): 'check' | 'repair' | 'begin' {
  if (marks.every(({ mark, serverId }) => mark === wholeMark(serverId))) return 'check'
  const ours = ({ mark, serverId }: QueueMark) => repairId && mark === repairMark(serverId, repairId)
  return marks.every(ours) ? 'repair' : 'begin'
}
