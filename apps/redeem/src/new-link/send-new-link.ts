import { createHash } from 'node:crypto'
import type { LinkRequest, RecordOutcome, RedeemableLink, RequestDetails } from '@passlink/store'
import { requireOpen } from '../access/check-code.ts'
import type { Cause } from '../cause-of.ts'
import { RedeemError } from '../redeem-error.ts'
import { hideAddress } from './hide-address.ts'

type Request = Cause & { details: RequestDetails; language: string }

/** Mails the user of an expired link a new one. Resolves to the address, most of it hidden. */
export type SendNewLink = (linkId: string, link: RedeemableLink, request: Request) => Promise<string>

const sameRequestMs = 600_000

type Dependencies = {
  record: (request: LinkRequest) => Promise<RecordOutcome>
  deliveryDeadlineMs: number
}

/**
 * Records a new link in the place of an expired one, for the same address, page and limits as a call of the API would; a
 * worker mails it. Asking again in the same ten minutes of the clock records nothing. Rejects with a RedeemError if the
 * link did not expire within the last day, or no new one can be recorded. The code of the link must have been checked.
 */
export function createSendNewLink({ record, deliveryDeadlineMs }: Dependencies): SendNewLink {
  return async (linkId, link, { requestId, traceParent, details, language }) => {
    const { organization, userId, urlTemplate, canRenew, user } = link
    const linkDetails = { organization, language }
    if (link.state === 'open') throw new RedeemError('link_open', { linkDetails })
    requireOpen({ ...link, state: canRenew ? 'open' : link.state }, language)
    const recorded = await record({
      userId,
      acting: null,
      requestId,
      traceParent,
      deliveryDeadlineMs,
      returned: null,
      urlTemplate,
      details,
      idempotency: {
        caller: userId,
        client: 'passlink-page',
        key: `instead-of:${linkId}:${Math.floor(Date.now() / sameRequestMs)}`,
        requestHash: createHash('sha256').update(linkId).digest('hex'),
      },
    })
    switch (recorded.outcome) {
      case 'recorded':
      case 'replayed':
        return hideAddress(user.email ?? '')
      case 'limited':
        throw new RedeemError('too_many_tries', { retryInMs: recorded.retryAfterMs })
      case 'key_in_flight':
        throw new RedeemError('unavailable', { retryInMs: 1_000 })
      case 'address_suppressed':
        throw new RedeemError('new_link_undeliverable', {
          linkDetails: { ...linkDetails, address: hideAddress(user.email ?? '') },
        })
      default:
        throw new RedeemError('new_link_refused', { linkDetails })
    }
  }
}
