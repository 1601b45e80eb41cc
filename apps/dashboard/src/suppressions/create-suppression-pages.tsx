import { type Db, field, liftSuppression } from '@passlink/store'
import { Hono } from 'hono'
import { actorOf, type Env } from '../access/operator.ts'
import { readFrame } from '../frame/frame.ts'
import { MessagePage } from '../frame/page.tsx'
import { wayBack } from '../sign-in/way-back.ts'

/** Lifts the suppression of a person's address, at `/suppressions/lift`, by POST only. */
export function createSuppressionPages({ db }: { db: Db }) {
  const pages = new Hono<Env>()
  pages.post('/lift', async c => {
    const form = new URLSearchParams(await c.req.text())
    const back = { href: wayBack(form.get('back')), text: 'Back' }
    const userId = field.id.safeParse(form.get('user'))
    const isLifted = userId.success && (await liftSuppression(db, userId.data, actorOf(c.get('operator'))))
    const frame = await readFrame(c)
    if (!isLifted) {
      const text = 'There is no such person, or their address is not suppressed.'
      return c.html(<MessagePage {...frame} title="Nothing was lifted" text={text} back={back} />, 404)
    }
    const text = `The address of ${userId.data} gets mail again. What died meanwhile can be redriven. That you have lifted it is in the audit.`
    return c.html(<MessagePage {...frame} title="The suppression is lifted" text={text} back={back} />)
  })
  return pages
}
