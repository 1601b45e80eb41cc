import { uuid } from '@passlink/runtime'
import type { Limit } from '@passlink/store'
import type { MiddlewareHandler } from 'hono'
import type { Env } from '../env.ts'
import { RedeemError } from '../redeem-error.ts'
import { clientAddress } from './client-address.ts'

export type Limits = {
  /** Takes one of what a subject is allowed; says in how many milliseconds one is to be had, 0 when it was taken. */
  take: (subject: string, limit: Limit) => Promise<number>
  perAddress: Limit
  perLink: Limit
  trustedProxies: number
}

/** Refuses whoever tries too often, and too many tries at one link; neither depends on whether there is such a link. */
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
