import { uuid } from '@passlink/runtime'
import type { Context } from 'hono'
import type { Env } from './env.ts'
import { RedeemError } from './redeem-error.ts'

/** The id of the link in the path. Throws a RedeemError if it is none. */
export function idOf(c: Context<Env>): string {
  const id = uuid.safeParse(c.req.param('id'))
  if (!id.success) throw new RedeemError('link_invalid')
  return id.data
}
