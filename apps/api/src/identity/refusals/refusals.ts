import { ApiError, code } from '../../api-error.ts'

/**
 * Why a token is refused, for operators: docs/providers.md says what each means. `other` is about what the standards
 * demand of every token.
 */
export const refusalReasons = [
  'malformed',
  'opaque',
  'key',
  'key_pending',
  'signature',
  'issuer',
  'audience',
  'client',
  'kind',
  'bound',
  'expired',
  'not_yet_valid',
  'inactive',
  'subject',
  'userinfo',
  'userinfo_forbidden',
  'too_many',
  'other',
] as const

export type RefusalReason = (typeof refusalReasons)[number]

/** An answer to a token that is not accepted, with the reason that only operators learn. */
export abstract class Refusal extends ApiError {
  abstract readonly reason: RefusalReason
}

/** Whether an error is a fault of ours or of what we need, which the log must explain. */
export const isFault = (error: ApiError): boolean =>
  (error.code === code.internal || error.code === code.unavailable) && !(error instanceof Refusal)

/** The answer to every invalid token is the same, so that the caller does not learn the reason. */
export class TokenRefused extends Refusal {
  readonly reason: RefusalReason
  constructor(reason: RefusalReason, cause?: unknown) {
    super(code.unauthenticated, 'tokenInvalid', 'AUTH-7fs1e', { cause })
    this.reason = reason
  }
}

/** A token whose key may be one that the issuer published a moment ago. */
export class KeyPending extends Refusal {
  readonly reason = 'key_pending'
  constructor(retryInMs: number) {
    super(code.unavailable, 'unavailable', 'AUTH-k3yUn', { retryAfterSeconds: seconds(retryInMs) })
  }
}

/** Too many tokens of one address were not valid, or wait to be checked. */
export class TooManyRefused extends Refusal {
  readonly reason = 'too_many'
  constructor(retryInMs: number, cause?: unknown) {
    super(code.resourceExhausted, 'tooManyTries', 'AUTH-2mAny', {
      cause,
      retryAfterSeconds: seconds(retryInMs),
    })
  }
}

/** The issuer gave no answer, timed out or gave an invalid answer. A cause that is an answer already is returned itself. */
export function issuerAway(cause: unknown): ApiError {
  if (cause instanceof ApiError) return cause
  return new ApiError(code.unavailable, 'issuerAway', 'AUTH-1ssUr', { cause, retryAfterSeconds: 1 })
}

const seconds = (ms: number) => Math.max(1, Math.ceil(ms / 1_000))
