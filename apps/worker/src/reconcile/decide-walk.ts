/** The answer of `readMark` of a queue. */
export type QueueMark = { mark: string | null; serverId: string }

/** The mark of a queue that has lost no job since its last repair. */
export const wholeMark = (serverId: string) => `whole on ${serverId}`

/** The mark of a queue whose missing jobs the repair with this id is enqueueing. */
export const repairMark = (serverId: string, repairId: string) => `repair ${repairId} on ${serverId}`

/**
 * Decides by the marks of the queues: `check` for missing jobs at a low rate, continue our `repair` at a high rate, or
 * `begin` a repair. Jobs may have been lost if a mark is absent, or has the id of another server or of another worker's
 * repair.
 */
export function decideWalk(marks: QueueMark[], repairId: string | undefined): 'check' | 'repair' | 'begin' {
  if (marks.every(({ mark, serverId }) => mark === wholeMark(serverId))) return 'check'
  const ours = ({ mark, serverId }: QueueMark) => repairId && mark === repairMark(serverId, repairId)
  return marks.every(ours) ? 'repair' : 'begin'
}
