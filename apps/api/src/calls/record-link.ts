import { type Span, traced } from '@passlink/runtime'
import type { LinkRequest, RecordedLink, RecordOutcome } from '@passlink/store'
import type { CallContext } from './call.ts'
import { readIdempotency } from './idempotency.ts'
import { refusal } from './refusal.ts'
import { readRequestDetails } from './request-details.ts'

/** The user of a link, and the fields that only some calls set. */
export type RequestedLink = Pick<LinkRequest, 'userId'> &
  Partial<Pick<LinkRequest, 'returned' | 'urlTemplate' | 'acting'>>

/**
 * Rejects with an ApiError if no link is recorded, or with the reason of the context's signal if that is aborted first.
 */
export type RecordLink = (requested: RequestedLink, context: CallContext) => Promise<RecordedLink>

type Dependencies = {
  /**
   * Rejects with the signal's reason if the signal is aborted first; then, and after the deadline, nothing is recorded
   * unless it is being committed.
   */
  record: (request: LinkRequest, options: Pick<CallContext, 'signal' | 'deadline'>) => Promise<RecordOutcome>
  enqueue: (deliveryId: string, span?: Span) => void
  /** Counts what became of a request. */
  count: (outcome: RecordOutcome['outcome']) => void
  deliveryDeadlineMs: number
}

/**
 * Records a link for a call, enqueues its delivery and sets the header `passlink-link-id`. A call that is repeated with
 * the same `Idempotency-Key` gets the link of the first call; nothing is sent again. Before a caller is refused because of
 * their address, the issuer is asked whether it has changed.
 */
export function createRecordLink({ record, enqueue, count, deliveryDeadlineMs }: Dependencies): RecordLink {
  return async (requested, context) => {
    const { requestId, signal, deadline, setHeader, identity, span } = context
    const request = {
      returned: null,
      urlTemplate: null,
      acting: null,
      ...requested,
      details: readRequestDetails(context),
      requestId,
      deliveryDeadlineMs,
      idempotency: readIdempotency(context),
      traceParent: span?.traceParent ?? null,
    }
    const recordNow = () => traced(span, 'record', () => record(request, { signal, deadline }))
    let link = await recordNow()
    const isForCaller = request.userId === identity.userId
    if (isAboutAddress(link) && isForCaller && (await identity.refreshProfile())) link = await recordNow()
    count(link.outcome)
    span?.set({ 'passlink.outcome': link.outcome })
    if (link.outcome !== 'recorded' && link.outcome !== 'replayed') throw refusal(link)
    setHeader('passlink-link-id', link.linkId)
    span?.set({ 'passlink.delivery': link.deliveryId })
    if (link.outcome === 'recorded' && link.deliveryId) enqueue(link.deliveryId, span)
    return link
  }
}

const isAboutAddress = ({ outcome }: RecordOutcome) =>
  outcome === 'address_missing' || outcome === 'address_unverified'
