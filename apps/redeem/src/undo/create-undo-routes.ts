import { catalogFor } from '@passlink/messages'
import type { Undo, UndoLink, Undone } from '@passlink/store'
import { type Context, Hono } from 'hono'
import { z } from 'zod'
import type { CheckCode } from '../access/check-code.ts'
import { readBody } from '../access/read-body.ts'
import { type Cause, causeOf } from '../cause-of.ts'
import type { Env } from '../env.ts'
import { idOf } from '../id-of.ts'
import { languagesOf } from '../languages-of.ts'
import { type LinkDetails, RedeemError } from '../redeem-error.ts'

export type UndoDependencies = {
  checkCode: CheckCode<UndoLink>
  redeem: (undo: Pick<Undo, 'undoId'> & Cause) => Promise<Undone>
}

const body = z.object({ code: z.string().max(200), language: z.string().max(100).nullish() })

const refusals = { unknown: 'link_invalid', expired: 'link_expired', redeemed: 'passkey_removed' } as const

/** The steps of removing a passkey that somebody else added, each with the undo link's code in its body. */
export function createUndoRoutes({ checkCode, redeem }: UndoDependencies): Hono<Env> {
  const app = new Hono<Env>()

  app.post('/check', async c => {
    const { passkey, linkDetails } = await readOpen(c)
    if (passkey.isRemoved) throw new RedeemError('passkey_removed', { linkDetails })
    return c.json({ passkey: { name: passkey.name, addedAt: passkey.addedAt }, ...linkDetails })
  })

  app.post('/remove', async c => {
    const { linkDetails } = await readOpen(c)
    const { outcome } = await redeem({ undoId: idOf(c), ...causeOf(c) })
    if (outcome !== 'removed') throw new RedeemError(refusals[outcome], { linkDetails })
    return c.json(linkDetails)
  })

  return app

  async function readOpen(c: Context<Env>): Promise<UndoLink & { linkDetails: LinkDetails }> {
    const { code } = await readBody(c, body)
    const link = await checkCode(idOf(c), { code, address: c.get('address') })
    const { language } = catalogFor(languagesOf(c, link.user.language))
    const linkDetails = { organization: link.organization, language }
    if (link.state !== 'open') throw new RedeemError(refusals[link.state], { linkDetails })
    return { ...link, linkDetails }
  }
}
