import { create, createRegistry, type JsonObject, toJson } from '@bufbuild/protobuf'
import { anyPack } from '@bufbuild/protobuf/wkt'
import { type Catalog, catalogFor } from '@passlink/messages'
import { ErrorDetailSchema, StatusSchema } from '@passlink/proto'
import type { Context } from 'hono'
import { parseAccept } from 'hono/utils/accept'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { type ApiError, type Code, code } from './api-error.ts'

const statusOf = {
  [code.invalidArgument]: 400,
  [code.notFound]: 404,
  [code.resourceExhausted]: 429,
  [code.failedPrecondition]: 400,
  [code.unimplemented]: 501,
  [code.internal]: 500,
  [code.unavailable]: 503,
  [code.unauthenticated]: 401,
} satisfies Record<Code, ContentfulStatusCode>

// Where HTTP has a closer word than the code's own.
const statusOfText: Partial<Record<keyof Catalog['errors'], ContentfulStatusCode>> = {
  bodyTooLarge: 413,
  contentTypeUnsupported: 415,
  methodNotAllowed: 405,
}

const registry = createRegistry(ErrorDetailSchema)

/** Answers with a `google.rpc.Status` as JSON, in the caller's language (`Accept-Language`). */
export function errorResponse(c: Context, error: ApiError): Response {
  const languages = parseAccept(c.req.header('accept-language') ?? '').map(({ type }) => type)
  const message = catalogFor(languages).errors[error.text]
  if (error.code === code.unauthenticated) c.header('WWW-Authenticate', challenge(error))
  if (error.code === code.unavailable) c.header('Retry-After', '1')
  return c.json(statusJson(error, message), statusOfText[error.text] ?? statusOf[error.code])
}

function statusJson({ code, id }: ApiError, message: string): JsonObject {
  const details = id ? [anyPack(ErrorDetailSchema, create(ErrorDetailSchema, { id, message }))] : []
  const status = create(StatusSchema, { code, message: id ? `${message} (${id})` : message, details })
  return toJson(StatusSchema, status, { registry }) as JsonObject
}

// RFC 6750 section 3: a request without credentials gets no error code.
function challenge({ text }: ApiError): string {
  return text === 'authHeaderMissing' ? 'Bearer' : 'Bearer error="invalid_token"'
}
