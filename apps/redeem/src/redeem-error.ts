import type { ErrorName } from '@passlink/messages'
import type { ShownOrganization } from '@passlink/store'
import type { ContentfulStatusCode } from 'hono/utils/http-status'

type Kind = { status: ContentfulStatusCode; text: ErrorName }

const kinds = {
  link_invalid: { status: 404, text: 'linkInvalid' },
  link_expired: { status: 410, text: 'linkExpired' },
  link_redeemed: { status: 410, text: 'linkRedeemed' },
  link_open: { status: 409, text: 'unavailable' },
  link_revoked: { status: 410, text: 'linkRevoked' },
  challenge_unknown: { status: 409, text: 'challengeUnknown' },
  registration_refused: { status: 400, text: 'registrationRefused' },
  passkey_exists: { status: 409, text: 'passkeyExists' },
  passkey_removed: { status: 410, text: 'passkeyRemoved' },
  new_link_refused: { status: 409, text: 'newLinkRefused' },
  new_link_undeliverable: { status: 409, text: 'newLinkUndeliverable' },
  passkey_unknown: { status: 404, text: 'passkeyUnknown' },
  name_invalid: { status: 400, text: 'nameInvalid' },
  body_invalid: { status: 400, text: 'fieldsInvalid' },
  body_too_large: { status: 413, text: 'bodyTooLarge' },
  content_type_unsupported: { status: 415, text: 'contentTypeUnsupported' },
  origin_refused: { status: 403, text: 'originNotAllowed' },
  not_found: { status: 404, text: 'notFound' },
  too_many_tries: { status: 429, text: 'tooManyTries' },
  unavailable: { status: 503, text: 'unavailable' },
  internal: { status: 500, text: 'internal' },
} satisfies Record<string, Kind>

/** The id of an error, for programs. */
export type ErrorId = keyof typeof kinds

/** The organization and language of a link, only for callers who sent its code. */
export type LinkDetails = {
  organization: ShownOrganization
  language: string
  /** Of an expired link: whether a new one can be requested with it. */
  canRenew?: boolean
  /** The address to which mail does not arrive, most of it hidden. */
  address?: string
}

type Details = { retryInMs?: number; linkDetails?: LinkDetails; cause?: unknown }

/** An error that the caller sees. After `retryInMs` the same request may succeed. */
export class RedeemError extends Error {
  override name = 'RedeemError'
  readonly id: ErrorId
  readonly details: Details
  constructor(id: ErrorId, details: Details = {}) {
    super(id, { cause: details.cause })
    this.id = id
    this.details = details
  }

  get kind(): Kind {
    return kinds[this.id]
  }
}
