import type { ErrorName } from '@passlink/messages'

/** The canonical status codes that we answer with (google.rpc.Code). */
export const code = {
  invalidArgument: 3,
  notFound: 5,
  resourceExhausted: 8,
  failedPrecondition: 9,
  unimplemented: 12,
  internal: 13,
  unavailable: 14,
  unauthenticated: 16,
} as const

export type Code = (typeof code)[keyof typeof code]

/**
 * What a caller is told when a call fails. `name` selects the text in the caller's language; `id` never changes and is
 * what callers and operators search for. Without an `id` the answer carries no details.
 */
export class ApiError extends Error {
  override name = 'ApiError'
  readonly code: Code
  readonly text: ErrorName
  readonly id: string | undefined
  constructor(code: Code, text: ErrorName, id?: string, options?: ErrorOptions) {
    super(text, options)
    this.code = code
    this.text = text
    this.id = id
  }
}
