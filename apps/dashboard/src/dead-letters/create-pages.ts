import { readFileSync } from 'node:fs'
import type { DeliveryQueues } from '@passlink/queue'
import { type Logger, momentAsOf } from '@passlink/runtime'
import {
  countDeadLetters,
  type Db,
  deliveryId,
  filterTexts,
  findDelivery,
  listDeadLetters,
  readDeadLetterFilter,
} from '@passlink/store'
import { Hono } from 'hono'
import { createChangePages } from './create-change-pages.ts'
import { cursorOf, readCursor } from './cursor.ts'
import { deliveryPage } from './delivery-page.ts'
import { invalidFilterPage } from './invalid-filter-page.ts'
import { messagePage } from './layout.ts'
import { listPage } from './list-page.ts'
import { takeNotice } from './notice.ts'

type Dependencies = { db: Db; queues: DeliveryQueues; log: Logger }

const pageSize = 50
const css = ['page', 'list', 'delivery']
  .map(name => readFileSync(new URL(`styles/${name}.css`, import.meta.url), 'utf8'))
  .join('\n')

/** The pages of the dead letters and of single deliveries, at `/dead-letters`. No page needs a script. */
export function createPages({ db, queues, log }: Dependencies) {
  const pages = new Hono()
  pages.get('/page.css', c => c.body(css, 200, { 'Content-Type': 'text/css', 'Cache-Control': 'no-cache' }))
  pages.use(async (c, next) => {
    await next()
    c.header('Cache-Control', 'no-store')
  })

  pages.get('/', async c => {
    const texts = filterTexts(c.req.query())
    const read = readDeadLetterFilter(texts, momentAsOf(Date.now()))
    if ('problems' in read) return c.html(invalidFilterPage(texts, read.problems), 400)
    const before = readCursor(c.req.query('before'))
    const [counts, found] = await Promise.all([
      countDeadLetters(db, read.filter),
      listDeadLetters(db, read.filter, { before, limit: pageSize + 1 }),
    ])
    const letters = found.slice(0, pageSize)
    const next = found.length > pageSize ? letters.at(-1) : undefined
    const cursors = { before: before && cursorOf(before), next: next && cursorOf(next) }
    return c.html(listPage({ texts, ...counts, letters, ...cursors, notice: takeNotice(c) }))
  })

  pages.get('/find', c => {
    const id = deliveryId.safeParse(c.req.query('id'))
    if (id.success) return c.redirect(`/dead-letters/${id.data}`)
    const hint = 'A delivery id has 36 characters, such as 0199d2f4-….'
    return c.html(messagePage('Not a delivery id', hint), 400)
  })

  pages.route('/', createChangePages({ db, queues, log }))

  pages.get('/:id', async c => {
    const id = deliveryId.safeParse(c.req.param('id'))
    const delivery = id.success ? await findDelivery(db, id.data) : undefined
    if (delivery) return c.html(deliveryPage(delivery, takeNotice(c)))
    return c.html(messagePage('No such delivery', 'No delivery with this id is on record.'), 404)
  })
  return pages
}
