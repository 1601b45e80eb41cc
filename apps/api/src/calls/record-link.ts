import type { LinkRequest, RecordedLink, RecordOutcome } from '@passlink/store'
import type { CallContext } from './call.ts'
import { readIdempotency } from './idempotency.ts'
import { refusal } from './refusal.ts'

/** The user of a link, and the fields that only some calls set. */
export type RequestedLink = Pick<LinkRequest, 'userId'> &
  Partial<Pick<LinkRequest, 'returned' | 'urlTemplate' | 'actingUserId'>>

/**
 * Rejects with an ApiError if no link is recorded, or with the reason of the context's signal if that is aborted first.
 */
export type RecordLink = (requested: RequestedLink, context: CallContext) => Promise<RecordedLink>

type Dependencies = {
  /**
   * Rejects with the signal's reason, and records nothing, if the signal is aborted before the request is processed.
   */
  record: (request: LinkRequest, options?: { signal?: AbortSignal }) => Promise<RecordOutcome>
  enqueue: (deliveryId: string) => void
  deliveryDeadlineMs: number
}

/**
 * Records a link for a call, enqueues its delivery and sets the header `passlink-link-id`. A call that is repeated with
 * the same `Idempotency-Key` gets the link of the first call; nothing is sent again.
 */
export function createRecordLink({ record, enqueue, deliveryDeadlineMs }: Dependencies): RecordLink {
  return async (requested, context) => {
    const { requestId, signal, setHeader } = context
    const request = {
      returned: null,
      urlTemplate: null,
      actingUserId: null,
      ...requested,
      requestId,
      deliveryDeadlineMs,
      idempotency: readIdempotency(context),
    }
    const link = await record(request, { signal })
    if (link.outcome !== 'recorded' && link.outcome !== 'replayed') throw refusal(link)
    setHeader('passlink-link-id', link.linkId)
    if (link.outcome === 'recorded' && link.deliveryId) enqueue(link.deliveryId)
    return link
  }
}
