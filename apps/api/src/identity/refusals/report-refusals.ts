import type { Logger } from '@passlink/runtime'
import { errors } from 'jose'
import { Counter, type Registry } from 'prom-client'
import type { Caller } from '../authenticate.ts'
import { shown } from '../shown.ts'
import { type Refusal, refusalReasons } from './refusals.ts'

const linesMax = 30
const windowMs = 60_000

/** Counts each refusal, and logs it with its reason unless a minute had 30 of them: then says how many were left out. */
export function createReportRefusal(registry: Registry, log: Logger) {
  const refusals = new Counter({
    name: 'passlink_refusals_total',
    help: 'Tokens that were not accepted, by reason; docs/providers.md says what each means',
    labelNames: ['reason'],
    registers: [registry],
  })
  for (const reason of refusalReasons) refusals.inc({ reason }, 0)
  let endsAt = 0
  let lines = 0
  let leftOut = 0

  function endWindow() {
    log.warn({ leftOut }, 'more tokens were refused')
    leftOut = 0
  }

  /** `error` is what the token itself was refused for, where `refusal` is about the budget. */
  return ({ reason }: Refusal, error: Error, { requestId, address }: Caller): void => {
    refusals.inc({ reason })
    const now = performance.now()
    if (now >= endsAt) {
      endsAt = now + windowMs
      lines = 0
    }
    if (lines < linesMax) {
      lines += 1
      log.warn({ requestId, address: address(), reason, ...describe(error.cause) }, 'token refused')
      return
    }
    leftOut += 1
    if (leftOut === 1) setTimeout(endWindow, endsAt - now).unref()
  }
}

const shownClaims = ['iss', 'aud', 'azp', 'client_id', 'typ', 'exp', 'nbf', 'iat']

/** What a line may say: never the token, and no claim about a person. */
function describe(cause: unknown) {
  if (!(cause instanceof Error)) return {}
  if (!(cause instanceof errors.JWTClaimValidationFailed || cause instanceof errors.JWTExpired))
    return { why: cause.message }
  const { message: why, claim, payload } = cause
  return { why, claim, ...(shownClaims.includes(claim) ? { value: shown(payload[claim]) } : {}) }
}
