import { readFileSync } from 'node:fs'
import type { DeliveryQueues } from '@passlink/queue'
import { type Logger, momentAsOf } from '@passlink/runtime'
import {
  countDeadLetters,
  type Db,
  type DeadLetterFilter,
  deliveryId,
  filterTexts,
  type GroupedDeadLetters,
  groupDeadLetters,
  listDeadLetters,
  QueryTooSlow,
  readDeadLetterFilter,
} from '@passlink/store'
import { Hono } from 'hono'
import type { Env } from '../access/operator.ts'
import { showDelivery } from '../deliveries/show-delivery.tsx'
import { readFrame } from '../frame/frame.ts'
import { MessagePage } from '../frame/page.tsx'
import { createChangePages } from './create-change-pages.tsx'
import { cursorOf, readCursor } from './cursor.ts'
import { InvalidFilterPage } from './invalid-filter-page.tsx'
import { ListPage } from './list-page.tsx'
import { takeNotice } from './notice.tsx'

type Dependencies = { db: Db; queues: DeliveryQueues; log: Logger }

const pageSize = 50
const css = ['list', 'groups', 'chosen']
  .map(name => readFileSync(new URL(`styles/${name}.css`, import.meta.url), 'utf8'))
  .join('\n')
const toList = { href: '/dead-letters', text: 'All dead letters' }

/** The pages of the dead letters, at `/dead-letters`; `/dead-letters/<id>` is the page of a delivery. No page needs a script. */
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
    const [counts, found, grouped] = await Promise.all([
      countDeadLetters(db, read.filter),
      listDeadLetters(db, read.filter, { before, limit: pageSize + 1 }),
      group(db, read.filter),
    ])
    const letters = found.slice(0, pageSize)
    const next = found.length > pageSize ? letters.at(-1) : undefined
    const cursors = { before: before && cursorOf(before), next: next && cursorOf(next) }
    const notice = takeNotice(c)
    return c.html(<ListPage {...counts} {...cursors} {...{ frame, notice, texts, letters, grouped }} />)
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

async function group(db: Db, filter: DeadLetterFilter): Promise<GroupedDeadLetters | undefined> {
  try {
    return await groupDeadLetters(db, filter)
  } catch (error) {
    if (error instanceof QueryTooSlow) return undefined
    throw error
  }
}
