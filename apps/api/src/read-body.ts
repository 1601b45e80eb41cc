import { ApiError, code } from './api-error.ts'

const readableTypes =
  /^(application\/(json|[\w.-]+\+json|x-www-form-urlencoded)|text\/plain|text\/json)\s*(;|$)/i

/**
 * Checks that the body is a JSON object or empty; nothing in it matters to the call. The types that clients such as
 * curl send when nobody chose one are read as JSON too.
 */
export async function readEmptyMessage(request: Request): Promise<void> {
  const body = await request.text()
  if (body.trim() === '') return
  const type = request.headers.get('content-type')
  if (type && !readableTypes.test(type))
    throw new ApiError(code.invalidArgument, 'contentTypeUnsupported', 'REST-c0nTy')
  if (!isObject(parse(body))) throw new ApiError(code.invalidArgument, 'bodyMalformed', 'REST-b0dYm')
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    return undefined
  }
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
