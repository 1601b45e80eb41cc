/** Every text a person reads, in one language. Values that stand in a text are its parameters. */
export type Catalog = {
  /** BCP 47. */
  language: string
  direction: 'ltr' | 'rtl'
  linkMail: {
    subject: (organization: string) => string
    preview: string
    heading: string
    greeting: (name: string) => string
    request: (organization: string) => string
    button: string
    expiry: (duration: string) => string
    otherDevice: string
    fallback: string
    notYou: string
    sender: (organization: string) => string
  }
  redeemPage: Record<RedeemPageState, { title: string; text: (organization: string) => string }>
  errors: Record<ErrorName, string>
}

export type RedeemPageState =
  | 'open'
  | 'recorded'
  | 'expired'
  | 'redeemed'
  | 'revoked'
  | 'unknown'
  | 'notFound'
  | 'away'

export type ErrorName =
  | 'authHeaderMissing'
  | 'authHeaderInvalid'
  | 'tokenInvalid'
  | 'issuerAway'
  | 'organizationMissing'
  | 'addressMissing'
  | 'addressUnverified'
  | 'bodyMalformed'
  | 'messageMalformed'
  | 'bodyTooLarge'
  | 'contentTypeUnsupported'
  | 'notFound'
  | 'methodNotAllowed'
  | 'unavailable'
  | 'internal'
  | 'fieldsInvalid'
  | 'noSuchUser'
  | 'noSuchOrganization'
  | 'returningOff'
  | 'urlTemplateInvalid'
  | 'originNotAllowed'
  | 'userUnknown'
  | 'limited'
  | 'idempotencyKeyInvalid'
  | 'idempotencyKeyInFlight'
  | 'idempotencyKeyReused'
  | 'tokenIdInvalid'
  | 'passkeyUnknown'
  | 'permissionMissing'
  | 'linkUnknown'
  | 'scopeMissing'
