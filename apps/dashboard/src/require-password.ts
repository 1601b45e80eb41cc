import { createHash, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { AddressOf, Logger } from '@passlink/runtime'
import type { Context, MiddlewareHandler } from 'hono'
import { basicAuth } from 'hono/basic-auth'
import { HTTPException } from 'hono/http-exception'
import { RateLimiterMemory, type RateLimiterRes } from 'rate-limiter-flexible'

type Dependencies = {
  password: string
  /** So many wrong passwords from one address, and it is blocked for as long as `windowMs`. */
  tries: { max: number; windowMs: number }
  addressOf: AddressOf
  log: Logger
}

const username = 'operator'

/**
 * Requires HTTP basic authentication as `operator` with `password`. An address that sent too many wrong passwords gets 429
 * with `Retry-After`, also for the right one, until the block is over. What is wrong is logged with its address.
 */
export function requirePassword({ password, tries, addressOf, log }: Dependencies): MiddlewareHandler {
  const seconds = tries.windowMs / 1_000
  const limiter = new RateLimiterMemory({ points: tries.max, duration: seconds, blockDuration: seconds })

  async function verifyUser(givenName: string, givenPassword: string, c: Context) {
    const incoming = (c.env as { incoming?: IncomingMessage } | undefined)?.incoming
    const address = addressOf({
      socketAddress: incoming?.socket.remoteAddress,
      forwardedFor: c.req.header('x-forwarded-for'),
    })
    // Taken before the password is looked at, so that guesses at the same moment are all counted.
    await limiter.consume(address).catch((refused: RateLimiterRes) => {
      throw tooManyTries(refused.msBeforeNext)
    })
    // Both are compared, so that the time does not tell which one is wrong.
    const [isName, isPassword] = [isSame(givenName, username), isSame(givenPassword, password)]
    if (isName && isPassword) await limiter.reward(address)
    else log.warn({ address }, 'wrong password')
    return isName && isPassword
  }
  return basicAuth({ verifyUser, realm: 'Passlink' })
}

const digest = (text: string) => createHash('sha256').update(text).digest()
const isSame = (one: string, other: string) => timingSafeEqual(digest(one), digest(other))

function tooManyTries(retryInMs: number): HTTPException {
  const seconds = Math.max(1, Math.ceil(retryInMs / 1_000))
  const body = `Too many wrong passwords. Try again in ${seconds} seconds.`
  return new HTTPException(429, {
    res: new Response(body, { status: 429, headers: { 'Retry-After': String(seconds) } }),
  })
}
