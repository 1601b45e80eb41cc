import { type Db, field, showAddress } from '@passlink/store'
import { Hono } from 'hono'
import { actorOf, type Env } from '../access/operator.ts'
import { type Fact, Facts } from '../frame/facts.tsx'
import { readFrame } from '../frame/frame.ts'
import { MessagePage, Page } from '../frame/page.tsx'
import { wayBack } from '../sign-in/way-back.ts'

/** Shows the address of a person, at `/addresses/show`: by POST only, because each look is in the audit. */
export function createAddressPages({ db }: { db: Db }) {
  const pages = new Hono<Env>()
  pages.post('/show', async c => {
    const form = new URLSearchParams(await c.req.text())
    const back = { href: wayBack(form.get('back')), text: 'Back' }
    const userId = field.id.safeParse(form.get('user'))
    const actor = actorOf(c.get('operator'))
    const [frame, address] = await Promise.all([
      readFrame(c),
      userId.success ? showAddress(db, userId.data, actor) : undefined,
    ])
    if (!address) {
      const text = 'There is no such person, or no address of theirs.'
      return c.html(<MessagePage {...frame} title="No address" text={text} back={back} />, 404)
    }
    const facts: Fact[] = [
      ['Person', userId.data],
      ['Address', address],
    ]
    return c.html(
      <Page {...frame} title="Address">
        <h1>Address</h1>
        <Facts of={facts} />
        <p class="quiet">That you have seen it is in the audit.</p>
        <p>
          <a class="button" href={back.href}>
            {back.text}
          </a>
        </p>
      </Page>,
    )
  })
  return pages
}
