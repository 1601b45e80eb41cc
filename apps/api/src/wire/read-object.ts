import type { JsonObject } from '@bufbuild/protobuf'
import { ApiError, code } from '../api-error.ts'

const readableTypes =
  /^(application\/(json|[\w.-]+\+json|x-www-form-urlencoded)|text\/plain|text\/json)\s*(;|$)/i

/**
 * The JSON object in a request's body; an empty body is an empty object. The default content types of clients such as
 * curl are read as JSON too. Rejects with an ApiError if the body is no JSON object.
 */
export async function readObject(request: Request): Promise<JsonObject> {
  const body = await request.text()
  if (body.trim() === '') return {}
  const type = request.headers.get('content-type')
  if (type && !readableTypes.test(type))
    throw new ApiError(code.invalidArgument, 'contentTypeUnsupported', 'REST-c0nTy')
  const value = parse(body)
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as JsonObject
  throw new ApiError(code.invalidArgument, 'bodyMalformed', 'REST-b0dYm')
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    return undefined
  }
}
