import { inTime } from '../database/in-time.ts'
import type { Db } from '../database/open-database.ts'
import { caughtUpAt, type Position } from './caught-up.ts'
import { type Look, lookAt } from './look.ts'

/** How a replica is: `lagMs` is how far it is behind at most, and `problem` why it is of no use, if it is not. */
export type ReplicaState = { lagMs: number | null; problem: string | null }

export type Following = { state: () => ReplicaState; stop: () => void }

type Options = {
  lagMaxMs: number
  /** Called when the replica becomes of no use. */
  onLost: () => void
  everyMs?: number
  limitMs?: number
}

/**
 * Looks at a replica and its primary about once a second, until it is stopped. A replica that does not answer within a
 * second, is of another cluster or timeline, is none, or is behind by more than `lagMaxMs`, is of no use until it is
 * well again.
 */
export function follow(
  { primary, replica }: Record<'primary' | 'replica', () => Db>,
  { lagMaxMs, onLost, everyMs = 1_000, limitMs = 1_000 }: Options,
): Following {
  let positions: Position[] = []
  let history: Pick<Look, 'cluster' | 'timeline'> | undefined
  let caughtUp: number | undefined
  let trouble: string | null = 'was not looked at yet'
  let isLooking = false

  // Before the replica is asked, so that one that has all is as of now.
  async function lookAtPrimary() {
    const at = performance.now()
    const { lsn, isReplica, ...found } = await inTime(lookAt(primary()), limitMs)
    history = found
    const isKept = (position: Position) =>
      at - position.at <= lagMaxMs + everyMs && position.lsn <= (lsn ?? 0n)
    if (lsn !== null && !isReplica) positions = [...positions.filter(isKept), { at, lsn }]
  }

  async function lookAtReplica(): Promise<string | null> {
    const found = await inTime(lookAt(replica()), limitMs)
    if (!found.isReplica) return 'is no replica'
    if (history && found.cluster !== history.cluster) return 'is a replica of another server'
    // It may have replayed what the primary that was promoted never had.
    if (history && found.timeline !== history.timeline) return 'is on another timeline'
    caughtUp = found.lsn === null ? undefined : (caughtUpAt(positions, found.lsn) ?? caughtUp)
    return null
  }

  async function look() {
    if (isLooking) return
    isLooking = true
    // Without the primary nobody knows how far it is: the replica is used until it may be too far behind.
    await lookAtPrimary().catch(() => {})
    trouble = await lookAtReplica().catch(error => `is away: ${error.message}`)
    isLooking = false
    if (state().problem !== null) onLost()
  }

  function state(): ReplicaState {
    const lagMs = caughtUp === undefined ? null : performance.now() - caughtUp
    if (trouble !== null) return { lagMs, problem: trouble }
    if (lagMs === null) return { lagMs, problem: 'is behind by an unknown time' }
    const problem = lagMs > lagMaxMs ? `is ${Math.round(lagMs / 1_000)} s behind` : null
    return { lagMs, problem }
  }

  void look()
  const timer = setInterval(look, everyMs)
  return { state, stop: () => clearInterval(timer) }
}
