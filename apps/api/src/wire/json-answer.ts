import type { JsonValue } from '@bufbuild/protobuf'
import type { Context } from 'hono'
import type { CommonVariables } from './common-headers.ts'

/**
 * An answer in JSON with the common headers. It is created from a plain object, because hono's `c.json` would build a
 * `Headers` with a validation of each of them.
 */
export function jsonAnswer(
  c: Context<{ Variables: CommonVariables }>,
  value: JsonValue,
  { status = 200, headers = {} }: { status?: number; headers?: Record<string, string> } = {},
): Response {
  return new Response(JSON.stringify(value), {
    status,
    headers: { ...c.get('commonHeaders'), 'content-type': 'application/json', ...headers },
  })
}
