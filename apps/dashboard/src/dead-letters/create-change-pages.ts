import { createQueueUpdates, type DeliveryQueues } from '@passlink/queue'
import type { Logger } from '@passlink/runtime'
import {
  type ChangeName,
  type ChangeTally,
  changeDeadLetters,
  countDeadLetters,
  type Db,
  diedBy,
  textsOfFilter,
} from '@passlink/store'
import { type Context, Hono } from 'hono'
import { confirmPage, type Subject } from './confirm-page.ts'
import { messagePage } from './layout.ts'
import { leaveNotice } from './notice.ts'
import { readBack, readWanted, type Wanted } from './read-wanted.ts'

type Dependencies = { db: Db; queues: DeliveryQueues; log: Logger }

const path = '/:change{redrive|discard}'
const nothingChanged: ChangeTally = { counts: {}, queueUpdated: true, finished: true }
// Browsers and proxies give up on an answer that takes long.
const changeMs = 10_000

/** Redriving and discarding: GET asks for a confirmation, POST makes the change and redirects to where the operator was. */
export function createChangePages({ db, queues, log }: Dependencies) {
  const pages = new Hono()
  const queueUpdates = createQueueUpdates(queues)

  pages.get(path, async c => {
    const sent = new URL(c.req.url).searchParams
    const wanted = readWanted(sent, Date.now())
    if (!wanted) return unclear(c)
    const change = c.req.param('change') as ChangeName
    const subject = await subjectOf(wanted)
    const { back, backTo } = readBack(sent, wanted)
    if (subject.count > 0) return c.html(confirmPage({ change, subject, back, backTo }))
    leaveNotice(c, change, nothingChanged)
    return c.redirect(backTo)
  })

  pages.post(path, async c => {
    const sent = new URLSearchParams(await c.req.text())
    const wanted = readWanted(sent, Date.now())
    if (!wanted) return unclear(c)
    const change = c.req.param('change') as ChangeName
    const selected = 'ids' in wanted ? wanted.ids : wanted.filter
    const options = { withinMs: changeMs }
    const tally = await changeDeadLetters(db, { change, selected }, queueUpdates[change], options)
    log.info({ change, ...tally }, 'dead letters changed')
    leaveNotice(c, change, tally)
    return c.redirect(readBack(sent, wanted).backTo, 303)
  })

  async function subjectOf(wanted: Wanted): Promise<Subject> {
    if ('ids' in wanted) return { ids: wanted.ids, count: wanted.ids.length, maybeArrived: 0 }
    const { asOf, ...counts } = await countDeadLetters(db, wanted.filter)
    return { texts: textsOfFilter(diedBy(asOf, wanted.filter)), ...counts }
  }
  return pages
}

function unclear(c: Context) {
  return c.html(messagePage('Nothing was changed', 'It is not clear which deliveries are meant.'), 400)
}
