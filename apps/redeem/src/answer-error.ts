import { catalogFor } from '@passlink/messages'
import { type Logger, Overloaded } from '@passlink/runtime'
import { DatabaseError } from '@passlink/store'
import type { Context } from 'hono'
import type { Env } from './env.ts'
import { languagesOf } from './languages-of.ts'
import { RedeemError } from './redeem-error.ts'

const awayMs = 5_000

/** `{ error: { id, message } }`, in the language asked for; whose link it is goes with it where that may be told. Only what is our fault is logged as an error. */
export function answerError(error: unknown, c: Context<Env>, log: Logger): Response {
  const told = toRedeemError(error)
  const { status, text } = told.kind
  const requestId = c.get('requestId')
  if (status >= 500) log.error({ err: error, requestId }, 'request failed')
  else log.info({ requestId, id: told.id, ...(told.cause ? { err: told.cause } : {}) }, 'request refused')
  const { retryInMs, about } = told.details
  if (retryInMs) c.header('Retry-After', String(Math.ceil(retryInMs / 1_000)))
  const catalog = catalogFor(languagesOf(c))
  c.header('Content-Language', catalog.language)
  return c.json({ error: { id: told.id, message: catalog.errors[text] }, ...about }, status)
}

function toRedeemError(error: unknown): RedeemError {
  if (error instanceof RedeemError) return error
  const isAway = error instanceof Overloaded || (error instanceof DatabaseError && error.isAway)
  return isAway
    ? new RedeemError('unavailable', { retryInMs: awayMs, cause: error })
    : new RedeemError('internal', { cause: error })
}
