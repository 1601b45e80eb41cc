import type { JsonValue } from '@bufbuild/protobuf'
import type { Context } from 'hono'

/**
 * An answer in JSON, with the common headers if the request's route has them. It is created from a plain object, because
 * hono's `c.json` would build a `Headers` and validate each header in every call.
 */
export function jsonAnswer(
  c: Context,
  value: JsonValue,
  { status = 200, headers = {} }: { status?: number; headers?: Record<string, string> } = {},
): Response {
  return new Response(JSON.stringify(value), {
    status,
    headers: { ...c.get('commonHeaders'), 'content-type': 'application/json', ...headers },
  })
}
