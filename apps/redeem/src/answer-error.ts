import { catalogFor } from '@passlink/messages'
import { type Logger, Unavailable } from '@passlink/runtime'
import { DatabaseError } from '@passlink/store'
import type { Context } from 'hono'
import type { Env } from './env.ts'
import { languagesOf } from './languages-of.ts'
import { RedeemError } from './redeem-error.ts'

const retryMs = 5_000

/**
 * Answers `{ error: { id, message } }` in the language of the request, with the link's organization and language if the
 * error has them. Only status 500 and above is logged as an error.
 */
export function answerError(error: unknown, c: Context<Env>, log: Logger): Response {
  const refusal = toRedeemError(error)
  const { status, text } = refusal.kind
  const ids = { requestId: c.get('requestId'), trace_id: c.get('span')?.traceId }
  if (status >= 500) log.error({ ...ids, err: error }, 'request failed')
  else
    log.info({ ...ids, id: refusal.id, ...(refusal.cause ? { err: refusal.cause } : {}) }, 'request refused')
  const { retryInMs, linkDetails } = refusal.details
  if (retryInMs) c.header('Retry-After', String(Math.ceil(retryInMs / 1_000)))
  const catalog = catalogFor(languagesOf(c))
  c.header('Content-Language', catalog.language)
  return c.json({ error: { id: refusal.id, message: catalog.errors[text] }, ...linkDetails }, status)
}

/** The answer to an error: its own, or `unavailable` or `internal`. */
export function toRedeemError(error: unknown): RedeemError {
  if (error instanceof RedeemError) return error
  const isTemporary = error instanceof Unavailable || (error instanceof DatabaseError && error.isTemporary)
  return isTemporary
    ? new RedeemError('unavailable', { retryInMs: retryMs, cause: error })
    : new RedeemError('internal', { cause: error })
}
