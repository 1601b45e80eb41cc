import type { AttemptOutcome } from '@passlink/store'
import type { Guards } from './guards.ts'
import { type Delivery, mayHaveArrived } from './protocol.ts'

/** `retry`: whether one is wished for, and would come before the deadline as it stands while that has not passed. */
export type Settlement = { attempt: number; outcome: AttemptOutcome; retry: 'never' | 'timely' | 'late' }

export type SettleAnswer = { status: 'sent' | 'stale' | 'waiting' } | { status: 'dead'; reason: string }

export type Settled = { delivery: Delivery; answers: SettleAnswer[] }

/** packages/store/src/settle-deliveries.ts: settlements of the same delivery in one statement. */
export function settle(delivery: Delivery, settlements: readonly Settlement[], guards: Guards): Settled {
  const judged = settlements.map(settlement => ({ settlement, ...judge(delivery, settlement, guards) }))
  const accepted = judged.find(({ verdict }) => verdict === 'sent')
  const held = judged.find(({ holds }) => holds)
  const decisive = guards.acceptanceIsStronger ? (accepted ?? held) : (held ?? accepted)
  const recorded = { ...delivery, attempts: finish(delivery.attempts, settlements, guards) }
  const next = decisive
    ? move(
        recorded,
        decisive.settlement,
        decisive.verdict,
        mayHaveArrived(delivery, decisive.settlement.outcome === 'unknown'),
      )
    : recorded
  return {
    delivery: next,
    answers: judged.map(({ verdict }) => {
      if (decisive?.verdict === 'sent' && verdict !== 'sent') return { status: 'stale' }
      if (verdict === 'dead') return { status: verdict, reason: next.deadReason as string }
      return { status: verdict }
    }),
  }
}

type Verdict = SettleAnswer['status']

function judge(
  { status, attempts, deadlinePassed }: Delivery,
  { attempt, outcome, retry }: Settlement,
  guards: Guards,
): { holds: boolean; verdict: Verdict } {
  const isLatest = attempts.length === attempt || !guards.attemptFencesOutcome
  const holds = isLatest && (status === 'sending' || !guards.onlyHolderMovesOn)
  if (outcome === 'accepted' && (holds || guards.acceptanceAlwaysCounts)) return { holds, verdict: 'sent' }
  if (holds && (retry !== 'timely' || deadlinePassed)) return { holds, verdict: 'dead' }
  if (holds) return { holds, verdict: 'waiting' }
  if (isLatest && (status === 'waiting' || status === 'dead')) return { holds, verdict: status }
  return { holds, verdict: 'stale' }
}

function finish(
  attempts: Delivery['attempts'],
  settlements: readonly Settlement[],
  guards: Guards,
): Delivery['attempts'] {
  return attempts.map((recorded, index) => {
    const settlement = settlements.find(({ attempt }) => attempt === index + 1)
    if (!settlement) return recorded
    if (settlement.outcome === 'accepted' && !guards.writtenOffStaysUnknown) return 'accepted'
    return recorded ?? settlement.outcome
  })
}

function move(delivery: Delivery, { outcome }: Settlement, verdict: Verdict, reasonEnds: string): Delivery {
  if (verdict === 'sent' && delivery.status === 'sent') return delivery
  return {
    ...delivery,
    status: verdict as Delivery['status'],
    lapsed: false,
    due: false,
    deferrals: delivery.deferrals + (outcome === 'deferred' || outcome === 'unknown' ? 1 : 0),
    deadReason: verdict === 'dead' ? reasonOf(outcome) + reasonEnds : null,
  }
}

// The relay's words, which come next, are no part of the model.
function reasonOf(outcome: AttemptOutcome): string {
  return outcome === 'rejected' ? 'rejected: ' : 'the deadline comes before the next try: '
}
