import type { Guards } from './guards.ts'
import { type Delivery, mayHaveArrived, startOver } from './protocol.ts'

export type ClaimAnswer =
  | { verdict: 'claimed'; attempt: number; deferrals: number }
  | { verdict: 'dead'; reason: string; attempts: number }
  | { verdict: 'busy' | 'early' | 'sent' | 'held' }

export type Claimed = { delivery: Delivery; answers: ClaimAnswer[] }

export type ClaimRequest = { redriveAfter?: number | undefined }

/** packages/store/src/claim-deliveries.ts: requests for the same delivery in one statement. */
export function claim(delivery: Delivery, requests: readonly ClaimRequest[], guards: Guards): Claimed {
  return decide(delivery, requests, { guards, begins: true })
}

/** The same without beginning anything, for a worker whose relays are all away. */
export function judge(delivery: Delivery, requests: readonly ClaimRequest[], guards: Guards): Claimed {
  return decide(delivery, requests, { guards, begins: false })
}

function decide(
  delivery: Delivery,
  requests: readonly ClaimRequest[],
  { guards, begins }: { guards: Guards; begins: boolean },
): Claimed {
  const { status, attempts, discarded } = delivery
  const redriving =
    status === 'dead' &&
    !(discarded && guards.redriveChecksDiscarded) &&
    requests.some(
      ({ redriveAfter }) =>
        redriveAfter === attempts.length || (redriveAfter !== undefined && !guards.redriveIsFenced),
    )
  const all = (answer: ClaimAnswer) => requests.map(() => answer)

  const endsBecause = reasonToEnd(delivery, redriving, guards)
  if (endsBecause !== undefined) {
    const reason = endsBecause + mayHaveArrived(delivery, status === 'sending')
    return {
      delivery: end(delivery, reason, guards),
      answers: all({ verdict: 'dead', reason, attempts: attempts.length }),
    }
  }
  if (status === 'sent' && guards.sentIsFinal) return { delivery, answers: all({ verdict: 'sent' }) }
  if (status === 'dead' && !redriving) {
    const reason = delivery.deadReason as string
    return { delivery, answers: all({ verdict: 'dead', reason, attempts: attempts.length }) }
  }
  if (status === 'sending' && !delivery.lapsed && guards.claimsAreExclusive)
    return { delivery, answers: all({ verdict: 'busy' }) }
  if (status === 'waiting' && !delivery.due) return { delivery, answers: all({ verdict: 'early' }) }
  if (!begins) return { delivery, answers: all({ verdict: 'held' }) }

  const next = take(redriving ? startOver(delivery, guards) : delivery, guards)
  const { deferrals } = next
  const answers = requests.map((_, index) =>
    index === 0
      ? { verdict: 'claimed' as const, attempt: next.attempts.length, deferrals }
      : { verdict: 'busy' as const },
  )
  return { delivery: next, answers }
}

function reasonToEnd(delivery: Delivery, redriving: boolean, guards: Guards): string | undefined {
  const { status, lapsed, link, deadlinePassed, hasAddress } = delivery
  const isLapsed = status === 'sending' && lapsed
  if (!(redriving || status === 'queued' || status === 'waiting' || isLapsed)) return undefined
  if (guards.claimChecksLink && link === 'redeemed') return 'the link was redeemed already'
  if (guards.claimChecksLink && link === 'revoked') return 'the link was revoked'
  if (guards.claimChecksDeadline && deadlinePassed && !redriving)
    return 'the deadline passed before the mail could be sent'
  if (!hasAddress) return 'the person has no verified address any more'
  return undefined
}

function end(delivery: Delivery, deadReason: string, guards: Guards): Delivery {
  const ended: Delivery = { ...delivery, status: 'dead', deadReason, lapsed: false, due: false }
  return guards.endedAttemptBecomesUnknown ? writeOff(ended, delivery.status) : ended
}

function take(delivery: Delivery, guards: Guards): Delivery {
  const free = guards.lapsedAttemptBecomesUnknown ? writeOff(delivery, delivery.status) : delivery
  return { ...free, status: 'sending', attempts: [...free.attempts, null], lapsed: false, due: false }
}

function writeOff(delivery: Delivery, status: Delivery['status']): Delivery {
  if (status !== 'sending' || delivery.attempts.at(-1) !== null) return delivery
  return { ...delivery, attempts: [...delivery.attempts.slice(0, -1), 'unknown'] }
}
