import { type AddressOf, uuid } from '@passlink/runtime'
import type { Limit } from '@passlink/store'
import type { MiddlewareHandler } from 'hono'
import type { Env } from '../env.ts'
import { RedeemError } from '../redeem-error.ts'
import type { RememberedTake, Take } from './remember-refusals.ts'
import { wrongCodesOf } from './wrong-codes.ts'

export type Limits = {
  take: Take
  /** The same for addresses, and for their wrong codes. */
  remembered: RememberedTake
  perAddress: Limit
  perLink: Limit
  addressOf: AddressOf
}

/**
 * Limits the tries of each client address and the tries at each link id, whether or not the link exists. An address that
 * has sent too many wrong codes to a link takes nothing from the limit of that link.
 */
export function limitTries(limits: Limits): MiddlewareHandler<Env> {
  const { take, remembered, perAddress, perLink, addressOf } = limits
  return async (c, next) => {
    const address = addressOf({
      socketAddress: c.env?.incoming?.socket.remoteAddress,
      forwardedFor: c.req.header('x-forwarded-for'),
    })
    const link = uuid.safeParse(c.req.param('id'))
    const linkRetryInMs = async (id: string) =>
      (await remembered.refusedForMs(wrongCodesOf(address, id))) || take(`redeem link:${id}`, perLink)
    const retryInMs =
      (await remembered.take(`redeem address:${address}`, perAddress)) ||
      (link.success ? await linkRetryInMs(link.data) : 0)
    if (retryInMs > 0) throw new RedeemError('too_many_tries', { retryInMs })
    c.set('address', address)
    await next()
  }
}
