import { readFileSync } from 'node:fs'
import type { DeliveryQueues } from '@passlink/queue'
import { type Logger, momentAsOf } from '@passlink/runtime'
import {
  type Db,
  deliveryId,
  filterTexts,
  groupDeadLetters,
  listDeadLetters,
  readDeadLetterFilter,
  readInTime,
} from '@passlink/store'
import { Hono } from 'hono'
import type { Env } from '../access/operator.ts'
import { showDelivery } from '../deliveries/show-delivery.tsx'
import { readFrame } from '../frame/frame.ts'
import { MessagePage } from '../frame/page.tsx'
import { countSome } from './count-some.ts'
import { createChangePages } from './create-change-pages.tsx'
import { cursorOf, readCursor } from './cursor.ts'
import { InvalidFilterPage } from './invalid-filter-page.tsx'
import { ListPage } from './list-page.tsx'
import { takeNotice } from './notice.tsx'
import { TooSlowPage } from './too-slow-page.tsx'
import { unlessTooSlow } from './unless-too-slow.ts'

type Dependencies = { db: Db; queues: DeliveryQueues; log: Logger }

const pageSize = 50
const css = ['list', 'groups', 'chosen']
  .map(name => readFileSync(new URL(`styles/${name}.css`, import.meta.url), 'utf8'))
  .join('\n')
const toList = { href: '/dead-letters', text: 'All dead letters' }

/**
 * The pages of the dead letters, at `/dead-letters`; `/dead-letters/<id>` is the page of a delivery. No page needs a
 * script.
 */
export function createPages({ db, queues, log }: Dependencies) {
  const pages = new Hono<Env>()
  pages.get('/page.css', c => c.body(css, 200, { 'Content-Type': 'text/css', 'Cache-Control': 'no-cache' }))

  pages.get('/', async c => {
    const frame = await readFrame(c)
    const texts = filterTexts(c.req.query())
    const read = readDeadLetterFilter(texts, momentAsOf(Date.now()))
    if ('problems' in read)
      return c.html(<InvalidFilterPage {...frame} texts={texts} problems={read.problems} />, 400)
    const before = readCursor(c.req.query('before'))
    const { db } = c.get('reading')
    const { filter } = read
    const limit = pageSize + 1
    const [counted, found, grouped] = await Promise.all([
      unlessTooSlow(countSome(db, filter)),
      unlessTooSlow(readInTime(db, tx => listDeadLetters(tx, filter, { before, limit }))),
      unlessTooSlow(groupDeadLetters(db, filter)),
    ])
    if (!found) return c.html(<TooSlowPage {...frame} texts={texts} />, 503)
    const letters = found.slice(0, pageSize)
    const next = found.length > pageSize ? letters.at(-1) : undefined
    const cursors = { before: before && cursorOf(before), next: next && cursorOf(next) }
    const notice = takeNotice(c)
    return c.html(<ListPage {...cursors} {...{ frame, notice, texts, counted, letters, grouped }} />)
  })

  pages.get('/find', async c => {
    const id = deliveryId.safeParse(c.req.query('id'))
    if (id.success) return c.redirect(`/dead-letters/${id.data}`)
    const text = 'A delivery id has 36 characters, such as 0199d2f4-….'
    const frame = await readFrame(c)
    return c.html(<MessagePage {...frame} title="Not a delivery id" text={text} back={toList} />, 400)
  })

  pages.route('/', createChangePages({ db, queues, log }))

  pages.get('/:id', c => showDelivery(c, { id: c.req.param('id'), notice: () => takeNotice(c) }))
  return pages
}
