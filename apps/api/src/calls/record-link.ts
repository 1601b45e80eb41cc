import type { LinkRequest, RecordedLink, RecordOutcome } from '@passlink/store'
import type { CallContext } from './call.ts'
import { readIdempotency } from './idempotency.ts'
import { refusal } from './refusal.ts'

/** The user of a link, and what is special about it. */
export type WantedLink = Pick<LinkRequest, 'userId'> &
  Partial<Pick<LinkRequest, 'returned' | 'urlTemplate' | 'actingUserId'>>

/** Rejects with an ApiError where no link is recorded, or with the reason of the context's aborted signal. */
export type RecordLink = (wanted: WantedLink, context: CallContext) => Promise<RecordedLink>

type Dependencies = {
  /** Rejects with the signal's reason where that is aborted before the request's turn: nothing is recorded then. */
  record: (request: LinkRequest, options?: { signal?: AbortSignal }) => Promise<RecordOutcome>
  enqueue: (deliveryId: string) => void
  deliveryDeadlineMs: number
}

/**
 * Records a link for a call, enqueues its delivery and sets the header `passlink-link-id`. A call repeated with its
 * `Idempotency-Key` gets the first one's link, and nothing is sent.
 */
export function createRecordLink({ record, enqueue, deliveryDeadlineMs }: Dependencies): RecordLink {
  return async (wanted, context) => {
    const { requestId, signal, setHeader } = context
    const request = {
      returned: null,
      urlTemplate: null,
      actingUserId: null,
      ...wanted,
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
