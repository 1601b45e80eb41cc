import { createHash } from 'node:crypto'
import type { LinkRequest, RecordOutcome, RedeemableLink, RequestDetails } from '@passlink/store'
import { RedeemError } from '../redeem-error.ts'

type Request = { requestId: string; details: RequestDetails; language: string }

/** Mails the user of an expired link a new one. */
export type SendNewLink = (linkId: string, link: RedeemableLink, request: Request) => Promise<void>

type Dependencies = {
  record: (request: LinkRequest) => Promise<RecordOutcome>
  deliveryDeadlineMs: number
}

/**
 * Records a new link in the place of an expired one, for the same address, page and limits as a call of the API would; a
 * worker mails it. Asking again for the same link records nothing. Rejects with a RedeemError if the link is not expired
 * or no new one can be recorded. The code of the link must have been checked.
 */
export function createSendNewLink({ record, deliveryDeadlineMs }: Dependencies): SendNewLink {
  return async (linkId, { state, organization, userId, urlTemplate }, { requestId, details, language }) => {
    const linkDetails = { organization, language }
    if (state === 'redeemed' || state === 'revoked') throw new RedeemError(`link_${state}`, { linkDetails })
    if (state !== 'expired') throw new RedeemError('link_invalid')
    const recorded = await record({
      userId,
      acting: null,
      requestId,
      deliveryDeadlineMs,
      returned: null,
      urlTemplate,
      details,
      idempotency: {
        caller: userId,
        client: 'passlink-page',
        key: `instead-of:${linkId}`,
        requestHash: createHash('sha256').update(linkId).digest('hex'),
      },
    })
    switch (recorded.outcome) {
      case 'recorded':
      case 'replayed':
        return
      case 'limited':
        throw new RedeemError('too_many_tries', { retryInMs: recorded.retryAfterMs })
      case 'key_in_flight':
        throw new RedeemError('unavailable', { retryInMs: 1_000 })
      default:
        throw new RedeemError('new_link_refused', { linkDetails })
    }
  }
}
