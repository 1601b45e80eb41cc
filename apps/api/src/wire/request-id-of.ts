import { randomUUID } from 'node:crypto'

/** The caller's `X-Request-Id` if it is fit for a log, else a new one; as hono's `requestId` does. */
export function requestIdOf(given: string | string[] | undefined): string {
  return typeof given === 'string' && /^[\w=-]{1,255}$/.test(given) ? given : randomUUID()
}
