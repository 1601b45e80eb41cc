import { createQueueUpdates, type DeliveryQueues } from '@passlink/queue'
import type { Logger } from '@passlink/runtime'
import {
  type ChangeName,
  type ChangeTally,
  changeDeadLetters,
  countDeadLetters,
  type Db,
  type DeadLetterFilter,
  diedBy,
  groupOf,
  listDeadLetters,
  textsOfFilter,
} from '@passlink/store'
import { type Context, Hono } from 'hono'
import { actorOf, type Env } from '../access/operator.ts'
import { readFrame } from '../frame/frame.ts'
import { MessagePage } from '../frame/page.tsx'
import { ConfirmPage, type Subject } from './confirm-page.tsx'
import { setNotice } from './notice.tsx'
import { readBack, readSelection, type Selection } from './read-selection.ts'

type Dependencies = { db: Db; queues: DeliveryQueues; log: Logger }

const path = '/:change{redrive|discard}'
const nothingChanged: ChangeTally = { counts: {}, queueUpdated: true, finished: true }
// Browsers and proxies time out if an answer takes long.
const changeMs = 10_000

/** Redrive and discard: GET asks for a confirmation, POST makes the change and redirects to the previous page. */
export function createChangePages({ db, queues, log }: Dependencies) {
  const pages = new Hono<Env>()
  const queueUpdates = createQueueUpdates(queues)

  pages.get(path, async c => {
    const parameters = new URL(c.req.url).searchParams
    const selection = readSelection(parameters, Date.now())
    if (!selection) return badRequest(c)
    const change = c.req.param('change') as ChangeName
    const subject = await subjectOf(selection)
    const { back, backTo } = readBack(parameters, selection)
    if (subject.count > 0) {
      const frame = await readFrame(c)
      return c.html(<ConfirmPage {...{ frame, change, subject, back, backTo }} />)
    }
    setNotice(c, change, nothingChanged)
    return c.redirect(backTo)
  })

  pages.post(path, async c => {
    const parameters = new URLSearchParams(await c.req.text())
    const selection = readSelection(parameters, Date.now())
    if (!selection) return badRequest(c)
    const change = c.req.param('change') as ChangeName
    const selected = 'ids' in selection ? selection.ids : selection.filter
    const actor = actorOf(c.get('operator'))
    const options = { withinMs: changeMs }
    const tally = await changeDeadLetters(db, { change, selected, actor }, queueUpdates[change], options)
    log.info({ operator: actor.operator, change, ...tally }, 'dead letters changed')
    setNotice(c, change, tally)
    return c.redirect(readBack(parameters, selection).backTo, 303)
  })

  async function subjectOf(selection: Selection): Promise<Subject> {
    if ('ids' in selection) return { ids: selection.ids, count: selection.ids.length, maybeArrived: 0 }
    const { asOf, ...counts } = await countDeadLetters(db, selection.filter)
    const groupWords = await groupWordsOf(selection.filter)
    return { texts: textsOfFilter(diedBy(asOf, selection.filter)), groupWords, ...counts }
  }

  async function groupWordsOf(filter: DeadLetterFilter): Promise<string | undefined> {
    if (filter.group === undefined) return undefined
    const [letter] = await listDeadLetters(db, filter, { limit: 1 })
    return letter && groupOf(letter.reason).words
  }

  async function badRequest(c: Context<Env>) {
    const frame = await readFrame(c)
    const text = 'It is not clear which deliveries are meant.'
    const back = { href: '/dead-letters', text: 'All dead letters' }
    return c.html(<MessagePage {...frame} title="Nothing was changed" text={text} back={back} />, 400)
  }
  return pages
}
