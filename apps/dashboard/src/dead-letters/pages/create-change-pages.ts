import type { DeliveryQueues } from '@passlink/queue'
import type { Logger } from '@passlink/runtime'
import { countDeadLetters, type Db } from '@passlink/store'
import { type Context, Hono } from 'hono'
import { carryOut, type Tally } from '../carry-out.ts'
import { type ChangeName, createChanges } from '../changes.ts'
import { diedBy, textsOf } from '../read-filter.ts'
import { confirmPage, type Subject } from './confirm-page.ts'
import { messagePage } from './layout.ts'
import { leaveNotice } from './notice.ts'
import { readBack, readWanted, type Wanted } from './read-wanted.ts'

type Parts = { db: Db; queues: DeliveryQueues; log: Logger }

const path = '/:change{redrive|discard}'
const nothing: Tally = { counts: {}, queueTold: true, finished: true }
// A browser, or what stands before it, gives up on an answer that takes long.
const changeMs = 10_000

/** Redriving and discarding: to look asks whether that is meant, to post does it and leads back. */
export function createChangePages({ db, queues, log }: Parts) {
  const pages = new Hono()
  const changes = createChanges(db, queues)

  pages.get(path, async c => {
    const sent = new URL(c.req.url).searchParams
    const wanted = readWanted(sent, Date.now())
    if (!wanted) return nonsense(c)
    const change = c.req.param('change') as ChangeName
    const subject = await subjectOf(wanted)
    const { back, backTo } = readBack(sent, wanted)
    if (subject.count > 0) return c.html(confirmPage({ change, subject, back, backTo }))
    leaveNotice(c, change, nothing)
    return c.redirect(backTo)
  })

  pages.post(path, async c => {
    const sent = new URLSearchParams(await c.req.text())
    const wanted = readWanted(sent, Date.now())
    if (!wanted) return nonsense(c)
    const change = c.req.param('change') as ChangeName
    const what = 'ids' in wanted ? wanted.ids : wanted.filter
    const tally = await carryOut(change, changes[change], what, { withinMs: changeMs })
    log.info({ change, ...tally }, 'dead letters changed')
    leaveNotice(c, change, tally)
    return c.redirect(readBack(sent, wanted).backTo, 303)
  })

  async function subjectOf(wanted: Wanted): Promise<Subject> {
    if ('ids' in wanted) return { ids: wanted.ids, count: wanted.ids.length, maybeArrived: 0 }
    const { asOf, ...counts } = await countDeadLetters(db, wanted.filter)
    return { texts: textsOf(diedBy(asOf, wanted.filter)), ...counts }
  }
  return pages
}

function nonsense(c: Context) {
  return c.html(messagePage('Nothing was changed', 'It is not clear which deliveries are meant.'), 400)
}
