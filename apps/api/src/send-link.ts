import { create, fromJson } from '@bufbuild/protobuf'
import { TimestampSchema } from '@bufbuild/protobuf/wkt'
import type { LinkRequest, RecordedLink, RefusedLink } from '@passlink/links'
import { type SendMyPasswordlessLinkResponse, SendMyPasswordlessLinkResponseSchema } from '@passlink/proto'
import { ApiError, code } from './api-error.ts'
import type { Identity } from './authenticate.ts'

export type SendLink = (identity: Identity, requestId: string) => Promise<SendMyPasswordlessLinkResponse>

type Parts = {
  record: (request: LinkRequest) => Promise<RecordedLink | RefusedLink>
  enqueue: (deliveryId: string) => void
  deliveryDeadlineMs: number
}

/** The call itself, whatever its encoding: records the promise, then hands it to the queue. */
export function createSendLink({ record, enqueue, deliveryDeadlineMs }: Parts): SendLink {
  return async ({ userId }, requestId) => {
    const link = await record({ userId, requestId, deliveryDeadlineMs })
    if (link.outcome !== 'recorded') throw refusal(link.outcome)
    enqueue(link.deliveryId)
    const at = fromJson(TimestampSchema, link.at)
    return create(SendMyPasswordlessLinkResponseSchema, {
      details: {
        sequence: BigInt(link.sequence),
        creationDate: at,
        changeDate: at,
        resourceOwner: link.organizationId,
      },
    })
  }
}

function refusal(outcome: RefusedLink['outcome']): ApiError {
  switch (outcome) {
    case 'user_unknown':
      return new ApiError(code.unauthenticated, 'tokenInvalid', 'AUTH-7fs1e')
    case 'address_missing':
      return new ApiError(code.failedPrecondition, 'addressMissing', 'LINK-n0Adr')
    case 'address_unverified':
      return new ApiError(code.failedPrecondition, 'addressUnverified', 'LINK-uNv3r')
  }
}
