import type { Db } from '../database/open-database.ts'
import { together } from '../database/together.ts'
import { transact } from '../database/transaction.ts'
import { byDelivery, changesOf } from './by-delivery.ts'
import { type Content, readContents } from './content.ts'
import {
  type BegunAttempt,
  type ClaimTerms,
  type ClaimWish,
  type DeclinedClaim,
  decideClaim,
} from './decide-claim.ts'
import type { Change, DeliveredBy, Delivery } from './delivery.ts'
import { isDelivered, type Locked, lockFreeDeliveries } from './lock.ts'
import { writeChanges } from './write.ts'

/** A delivery to be claimed. */
export type ClaimRequest = ClaimWish & { deliveryId: string }

/** All that a worker needs for one attempt. */
export type ClaimedDelivery = BegunAttempt &
  Content &
  Pick<Delivery, 'kind' | 'linkId' | 'userId' | 'organizationId' | 'requestId'> & {
    deliveryId: string
    /** The key of the link's code. */
    keyId: string
  }

export type ClaimOptions = ClaimTerms & {
  /** What the caller can hand over; anything else is `unknown` to it. */
  by?: DeliveredBy
  /** For how long to try a webhook that reports how a delivery ended; null or absent: no webhook. */
  webhookDeadlineMs?: number | null
}

// Longer than other transactions usually have a row locked.
const lockedRetryMs = 1_000

/**
 * Takes deliveries for one attempt each: records the attempt, gives the link its key and a fresh lifetime, and excludes every
 * other worker from the delivery for `leaseMs`. A delivery whose link can no longer be used, whose deadline passed or
 * whose person has no verified address ends dead here. An attempt that an earlier worker left without an outcome becomes
 * `unknown`. Waits for no lock: what another transaction has locked is `busy`. Answers in the order of the requests.
 */
export function claimDeliveries(
  db: Db,
  requests: readonly ClaimRequest[],
  { by = 'mail', webhookDeadlineMs = null, ...terms }: ClaimOptions,
): Promise<(ClaimedDelivery | DeclinedClaim)[]> {
  const wishes = byDelivery(requests)
  return transact(db, async tx => {
    // A webhook needs nothing of its link, whose mail may be claimed at the same time.
    const locked = await lockFreeDeliveries(tx, wishes.ids, { withLinks: by === 'mail' })
    const { deliveries, now } = locked
    const decisions = wishes.decide<BegunAttempt | DeclinedClaim>((id, wishes) => {
      const delivery = deliveries.get(id)
      if (!delivery || !isDelivered(by, delivery)) return { answers: wishes.map(() => absent(id, locked)) }
      return decideClaim(delivery, wishes, terms, now)
    })
    const changes = changesOf(decisions)
    const [contents] = await together([
      readContents(tx, begunIds(changes)),
      writeChanges(tx, changes, { now, webhookDeadlineMs }),
    ])
    return wishes.inOrder(decisions, (answer, id) =>
      answer.verdict === 'claimed'
        ? claimed(answer, decisions.get(id)?.change as Change, contents.get(id) as Content)
        : answer,
    )
  })
}

const begunIds = (changes: Change[]) =>
  changes.flatMap(({ before, begun }) => (begun === undefined ? [] : [before.id]))

function absent(deliveryId: string, { busy }: Locked): DeclinedClaim {
  return busy.has(deliveryId) ? { verdict: 'busy', retryInMs: lockedRetryMs } : { verdict: 'unknown' }
}

function claimed(begun: BegunAttempt, { before, opened }: Change, content: Content): ClaimedDelivery {
  const { id, kind, linkId, userId, organizationId, requestId, link } = before
  const keyId = opened?.keyId ?? link.keyId ?? ''
  return { ...begun, ...content, deliveryId: id, kind, linkId, userId, organizationId, requestId, keyId }
}
