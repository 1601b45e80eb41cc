import type { Db } from '../database/open-database.ts'
import { together } from '../database/together.ts'
import { transact } from '../database/transaction.ts'
import type { Instant } from '../database/values.ts'
import type { WebhookTerms } from '../webhooks/webhook-terms.ts'
import { byDelivery, changesOf } from './by-delivery.ts'
import { type Content, readContents } from './content.ts'
import {
  type BegunAttempt,
  type ClaimTerms,
  type DeclinedClaim,
  decideClaim,
  type RequestedClaim,
} from './decide-claim.ts'
import type { Change, DeliveredBy, Delivery } from './delivery.ts'
import { type EndedDelivery, endedBy } from './ended.ts'
import { isDelivered, type Locked, lockFreeDeliveries } from './lock.ts'
import { writeChanges } from './write.ts'

/** A request to claim a delivery. */
export type ClaimRequest = RequestedClaim & { deliveryId: string }

/** The data that a worker needs for an attempt. */
export type ClaimedDelivery = BegunAttempt &
  Content &
  Pick<Delivery, 'kind' | 'linkId' | 'userId' | 'organizationId' | 'requestId' | 'traceParent'> & {
    deliveryId: string
    /** The key of the link's code. */
    keyId: string
    /** Until when the mailed link works, by the database's clock; null where no link is mailed. */
    linkExpiresAt: Instant | null
    deadlineInMs: number
    /** For how long it has been recorded, or redriven. */
    ageMs: number
    /** Whether the claim of the attempt before had lapsed, so that its answer was lost. */
    hasLapsed: boolean
  }

export type ClaimOptions = ClaimTerms & {
  /** How the caller delivers; a delivery of another kind is `unknown`. */
  by?: DeliveredBy
  /** The terms of the webhook that reports the end of a link's mail; null or absent: no webhook. */
  webhooks?: WebhookTerms | null
  /** Called with the deliveries that the claims ended, once that is committed. */
  onEnded?: (ended: EndedDelivery[]) => void
}

// Other transactions usually hold a row lock for a shorter time.
const lockedRetryMs = 1_000

/**
 * Claims deliveries for one attempt each: records the attempt, sets the link's key, restarts the link's lifetime, and
 * excludes every other worker from the delivery for `leaseMs`. A delivery ends as dead if its link was redeemed or
 * revoked, its deadline has passed or its user has no verified address. An earlier attempt without an outcome becomes
 * `unknown`. Does not wait for locks: a delivery that another transaction has locked is `busy`. The answers are in the
 * order of the requests.
 */
export async function claimDeliveries(
  db: Db,
  requests: readonly ClaimRequest[],
  { by = 'mail', webhooks = null, onEnded = () => {}, ...terms }: ClaimOptions,
): Promise<(ClaimedDelivery | DeclinedClaim)[]> {
  const claims = byDelivery(requests)
  const { answers, ended } = await transact(db, async tx => {
    // The claim of a webhook does not change the link, so it does not block a claim of the link's mail.
    const locked = await lockFreeDeliveries(tx, claims.ids, { withLinks: by === 'mail' })
    const { deliveries, now } = locked
    const decisions = claims.decide<BegunAttempt | DeclinedClaim>((id, group) => {
      const delivery = deliveries.get(id)
      if (!delivery || !isDelivered(by, delivery)) return { answers: group.map(() => absent(id, locked)) }
      return decideClaim(delivery, group, terms, now)
    })
    const changes = changesOf(decisions)
    const [contents] = await together([
      readContents(tx, begunIds(changes)),
      writeChanges(tx, changes, { now, webhooks }),
    ])
    const answers = claims.inOrder(decisions, (answer, id) =>
      answer.verdict === 'claimed'
        ? claimed(answer, decisions.get(id)?.change as Change, contents.get(id) as Content, now)
        : answer,
    )
    return { answers, ended: endedBy(changes) }
  })
  if (ended.length > 0) onEnded(ended)
  return answers
}

const begunIds = (changes: Change[]) =>
  changes.flatMap(({ before, begun }) => (begun === undefined ? [] : [before.id]))

function absent(deliveryId: string, { busy }: Locked): DeclinedClaim {
  return busy.has(deliveryId) ? { verdict: 'busy', retryInMs: lockedRetryMs } : { verdict: 'unknown' }
}

function claimed(
  begun: BegunAttempt,
  { before, after, opened }: Change,
  content: Content,
  now: Instant,
): ClaimedDelivery {
  const { id, kind, linkId, userId, organizationId, requestId, traceParent, link } = before
  const keyId = opened?.keyId ?? link.keyId ?? ''
  const deadlineInMs = after.deadline - now
  return {
    ...begun,
    ...content,
    deliveryId: id,
    kind,
    linkId,
    userId,
    organizationId,
    requestId,
    traceParent,
    keyId,
    linkExpiresAt: opened?.expiresAt ?? null,
    deadlineInMs,
    ageMs: now - (after.redrivenAt ?? before.createdAt),
    hasLapsed: before.status === 'sending',
  }
}
