import { randomUUID } from 'node:crypto'

/** The caller's `X-Request-Id` if it is fit for a log, else a new one. */
export function requestIdOf(header: (name: string) => string | undefined): string {
  const given = header('x-request-id')
  return given && /^[\w=-]{1,255}$/.test(given) ? given : randomUUID()
}
