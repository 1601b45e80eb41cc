import { create, createRegistry, toJson } from '@bufbuild/protobuf'
import { anyPack } from '@bufbuild/protobuf/wkt'
import type { ErrorName } from '@passlink/messages'
import { ErrorDetailSchema, StatusSchema } from '@passlink/proto'
import { acceptedLanguages } from '@passlink/runtime'
import type { Context } from 'hono'
import { type ApiError, type Code, code } from '../api-error.ts'
import { challenge } from './challenge.ts'
import { errorText } from './error-text.ts'
import { jsonAnswer } from './json-answer.ts'

const statusOf = {
  // The caller has disconnected and reads no answer. The number is the HTTP mapping in google.rpc.Code.
  [code.cancelled]: 499,
  [code.invalidArgument]: 400,
  [code.deadlineExceeded]: 504,
  [code.notFound]: 404,
  [code.alreadyExists]: 409,
  [code.permissionDenied]: 403,
  [code.resourceExhausted]: 429,
  [code.failedPrecondition]: 400,
  [code.aborted]: 409,
  [code.unimplemented]: 501,
  [code.internal]: 500,
  [code.unavailable]: 503,
  [code.unauthenticated]: 401,
} satisfies Record<Code, number>

// Errors for which HTTP has a more precise status than that of their code.
const statusOfText: Partial<Record<ErrorName, number>> = {
  bodyTooLarge: 413,
  contentTypeUnsupported: 415,
  idempotencyKeyReused: 422,
  methodNotAllowed: 405,
}

const registry = createRegistry(ErrorDetailSchema)

/** The HTTP status that stands for an error, in whatever encoding it is answered. */
export const httpStatusOf = ({ text, code }: Pick<ApiError, 'text' | 'code'>): number =>
  statusOfText[text] ?? statusOf[code]

/** Answers with a `google.rpc.Status` as JSON, in the caller's language, and with these headers. */
export function errorResponse(c: Context, error: ApiError, headers: Record<string, string> = {}): Response {
  const { message, full } = errorText(error, acceptedLanguages(c.req.header('accept-language')))
  const details = error.id
    ? [anyPack(ErrorDetailSchema, create(ErrorDetailSchema, { id: error.id, message }))]
    : []
  const status = create(StatusSchema, { code: error.code, message: full, details })
  const authenticate = challenge(error)
  return jsonAnswer(c, toJson(StatusSchema, status, { registry }), {
    status: httpStatusOf(error),
    headers: {
      ...headers,
      ...(authenticate ? { 'www-authenticate': authenticate } : {}),
      ...(error.retryAfterSeconds ? { 'retry-after': String(error.retryAfterSeconds) } : {}),
    },
  })
}
