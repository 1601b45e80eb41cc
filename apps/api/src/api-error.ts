import type { ErrorName } from '@passlink/messages'

/** The canonical status codes that the API returns (google.rpc.Code). */
export const code = {
  cancelled: 1,
  invalidArgument: 3,
  deadlineExceeded: 4,
  notFound: 5,
  alreadyExists: 6,
  permissionDenied: 7,
  resourceExhausted: 8,
  failedPrecondition: 9,
  aborted: 10,
  unimplemented: 12,
  internal: 13,
  unavailable: 14,
  unauthenticated: 16,
} as const

export type Code = (typeof code)[keyof typeof code]

/** The name of a code in logs and metrics, such as `failed_precondition`. */
export function codeName(value: Code): string {
  const name = Object.entries(code).find(([, number]) => number === value)?.[0] ?? 'unknown'
  return name.replace(/[A-Z]/g, letter => `_${letter.toLowerCase()}`)
}

const { unavailable } = code

type Options = ErrorOptions & { retryAfterSeconds?: number; detail?: string }

/**
 * An error that the caller sees. `text` selects the message in the caller's language. `id` never changes; callers and
 * operators search for it. Without an `id` the answer has no details. `detail` is appended to the message and describes
 * the fault in this call.
 */
export class ApiError extends Error {
  override name = 'ApiError'
  readonly code: Code
  readonly text: ErrorName
  readonly id: string | undefined
  readonly retryAfterSeconds: number | undefined
  readonly detail: string | undefined
  constructor(
    code: Code,
    text: ErrorName,
    id?: string,
    { retryAfterSeconds, detail, ...options }: Options = {},
  ) {
    super(text, options)
    this.code = code
    this.text = text
    this.id = id
    this.retryAfterSeconds = retryAfterSeconds ?? (code === unavailable ? 1 : undefined)
    this.detail = detail
  }
}
