import { uuid } from '@passlink/runtime'
import type { Limit } from '@passlink/store'
import type { MiddlewareHandler } from 'hono'
import type { Env } from '../env.ts'
import { RedeemError } from '../redeem-error.ts'
import { clientAddress } from './client-address.ts'

export type Limits = {
  /**
   * Takes one try from a subject's limit. Resolves with 0, or with the milliseconds until the next try if none is left.
   */
  take: (subject: string, limit: Limit) => Promise<number>
  perAddress: Limit
  perLink: Limit
  trustedProxies: number
}

/** Limits the tries of each client address and the tries at each link id, whether or not the link exists. */
export function limitTries({ take, perAddress, perLink, trustedProxies }: Limits): MiddlewareHandler<Env> {
  return async (c, next) => {
    const address = clientAddress(
      {
        socketAddress: c.env?.incoming?.socket.remoteAddress,
        forwardedFor: c.req.header('x-forwarded-for'),
      },
      trustedProxies,
    )
    const link = uuid.safeParse(c.req.param('id'))
    const retryInMs =
      (await take(`redeem address:${address}`, perAddress)) ||
      (link.success ? await take(`redeem link:${link.data}`, perLink) : 0)
    if (retryInMs > 0) throw new RedeemError('too_many_tries', { retryInMs })
    await next()
  }
}
