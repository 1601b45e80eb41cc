import { type Db, findDeliveries, QueryTooSlow, readSearch, type Search, searchText } from '@passlink/store'
import { Hono } from 'hono'
import type { Env } from '../access/operator.ts'
import { readFrame } from '../frame/frame.ts'
import { deliveriesOf } from './deliveries-of.ts'
import { findPerson } from './find-person.ts'
import { type Answer, SearchPage } from './search-page.tsx'
import { showDelivery } from './show-delivery.tsx'
import { deliveriesCss } from './styles-of-deliveries.ts'

const pageSize = 50
const tooSlow =
  'The database needed more than five seconds for this search. Narrow it, for example with after:1d, a person or an organization.'

/** The search over all deliveries, at `/deliveries`, and the page of each. They need no script. */
export function createDeliveryPages() {
  const pages = new Hono<Env>()
  pages.get('/page.css', c =>
    c.body(deliveriesCss, 200, { 'Content-Type': 'text/css', 'Cache-Control': 'no-cache' }),
  )

  pages.get('/', async c => {
    const text = c.req.query('q')?.trim() ?? ''
    const read = readSearch(text)
    if ('search' in read && hasAddressOfLink(text, read.search)) return c.redirect(deliveriesOf(read.search))
    const frame = await readFrame(c)
    if ('problems' in read)
      return c.html(<SearchPage frame={frame} text={text} problems={read.problems} />, 400)
    const answer = await find(c.get('reading').db, read.search, c.req.query('after'))
    if (answer) return c.html(<SearchPage frame={frame} text={text} answer={answer} />)
    return c.html(<SearchPage frame={frame} text={text} problems={[tooSlow]} />, 503)
  })

  pages.get('/:id', c => showDelivery(c, { id: c.req.param('id') }))

  async function find(db: Db, search: Search, after: string | undefined): Promise<Answer | undefined> {
    try {
      const found = await findDeliveries(db, search, { after, limit: pageSize })
      return { search, found, person: await findPerson(db, search, found), after }
    } catch (error) {
      if (error instanceof QueryTooSlow) return undefined
      throw error
    }
  }
  return pages
}

/** Whether the address of a link was pasted. It has the link's code, which is to be in no address of ours. */
const hasAddressOfLink = (text: string, search: Search) =>
  search.link !== undefined && text.includes('/') && searchText(search) !== text
