import { randomUUID } from 'node:crypto'

/** The caller's `X-Request-Id` if it is valid, else a new one. The rule is that of hono's `requestId`. */
export function requestIdOf(given: string | string[] | undefined): string {
  return typeof given === 'string' && /^[\w=-]{1,255}$/.test(given) ? given : randomUUID()
}
