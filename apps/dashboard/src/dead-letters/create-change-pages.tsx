import { createQueueUpdates, type DeliveryQueues } from '@passlink/queue'
import type { Logger } from '@passlink/runtime'
import {
  type ChangeName,
  type ChangeTally,
  changeDeadLetters,
  type Db,
  type DeadLetterFilter,
  diedBy,
  groupOf,
  listDeadLetters,
  readInTime,
  textsOfFilter,
} from '@passlink/store'
import { type Context, Hono } from 'hono'
import { actorOf, type Env } from '../access/operator.ts'
import { readFrame } from '../frame/frame.ts'
import { MessagePage } from '../frame/page.tsx'
import { ConfirmPage, type Subject } from './confirm-page.tsx'
import { countSome } from './count-some.ts'
import { setNotice } from './notice.tsx'
import { readBack, readSelection, type Selection } from './read-selection.ts'
import { tooSlow } from './too-slow-page.tsx'
import { unlessTooSlow } from './unless-too-slow.ts'

type Dependencies = { db: Db; queues: DeliveryQueues; log: Logger }

const path = '/:change{(?:redrive|discard)}'
const toList = { href: '/dead-letters', text: 'All dead letters' }
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
    const subject = await unlessTooSlow(subjectOf(selection))
    if (!subject) {
      const frame = await readFrame(c)
      return c.html(<MessagePage {...frame} title="Nothing was changed" text={tooSlow} back={toList} />, 503)
    }
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
    const selected = 'picked' in selection ? selection.picked : selection.filter
    const actor = actorOf(c.get('operator'))
    const options = { withinMs: changeMs }
    const tally = await changeDeadLetters(db, { change, selected, actor }, queueUpdates[change], options)
    log.info({ operator: actor.operator, change, ...tally }, 'dead letters changed')
    setNotice(c, change, tally)
    return c.redirect(readBack(parameters, selection).backTo, 303)
  })

  async function subjectOf(selection: Selection): Promise<Subject> {
    const filter = 'picked' in selection ? selection : selection.filter
    const { asOf, ...counts } = await countSome(db, filter)
    if ('picked' in selection) return { picked: selection.picked, ...counts }
    const groupWords = await unlessTooSlow(groupWordsOf(filter))
    return { texts: textsOfFilter(diedBy(asOf, filter)), groupWords, ...counts }
  }

  async function groupWordsOf(filter: DeadLetterFilter): Promise<string | undefined> {
    if (filter.group === undefined) return undefined
    const [letter] = await readInTime(db, tx => listDeadLetters(tx, filter, { limit: 1 }))
    return letter && groupOf(letter.reason).words
  }

  async function badRequest(c: Context<Env>) {
    const frame = await readFrame(c)
    const text = 'It is not clear which deliveries are meant.'
    return c.html(<MessagePage {...frame} title="Nothing was changed" text={text} back={toList} />, 400)
  }
  return pages
}
