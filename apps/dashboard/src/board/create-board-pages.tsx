import type { DeliveryQueues } from '@passlink/queue'
import { type Db, recordAudit } from '@passlink/store'
import { Hono } from 'hono'
import { isRead } from '../access/only.ts'
import { actorOf, type Env, mayChange } from '../access/operator.ts'
import { readFrame } from '../frame/frame.ts'
import { boundedAddress } from './bounded-address.ts'
import { createBoard } from './create-board.ts'
import { decideJobAction } from './decide-job-action.ts'
import { framed } from './framed.tsx'

type Dependencies = { db: Db; queues: DeliveryQueues }
type Paths = { basePath: string; deliveriesPath: string }

/**
 * The Bull board at `basePath`, in the frame of all pages. It reads; whoever may change anything can retry, promote and
 * remove a single job, and the audit has that they asked for it before it is done. Any other change is answered 405.
 */
export function createBoardPages({ db, queues }: Dependencies, paths: Paths) {
  const pages = new Hono<Env>()
  type Boards = Record<'writable' | 'readOnly', ReturnType<typeof createBoard>>
  // By the shards that can be reached: the board shows nothing if one of its queues does not answer.
  const boards = new Map<string, Boards>()

  async function openBoards(): Promise<Boards> {
    const [mails, webhooks] = await Promise.all([queues.mail.bulls(), queues.webhook.bulls()])
    const key = [...mails, ...webhooks].map(({ shard, bull }) => `${bull.name} ${shard}`).join()
    const open = boards.get(key) ?? {
      writable: createBoard(mails, webhooks, { ...paths, readOnlyMode: false }),
      readOnly: createBoard(mails, webhooks, { ...paths, readOnlyMode: true }),
    }
    boards.set(key, open)
    return open
  }

  pages.use(async (c, next) => {
    if (isRead(c.req.method)) return next()
    const job = decideJobAction(c.req.method, c.req.path.slice(paths.basePath.length))
    // In the words of the board, which shows them.
    if (!job) return c.json({ error: 'ERRORS.QUEUE_READ_ONLY' }, 405, { Allow: 'GET, HEAD' })
    const { action, queue, jobId: subject } = job
    await recordAudit(db, [{ ...actorOf(c.get('operator')), action, subject, details: { queue } }])
    return next()
  })

  pages.all('*', async c => {
    // Only reads: what is in the queue can be seen while it refuses new jobs.
    await queues.mail.readMark()
    const { writable, readOnly } = await openBoards()
    const board = mayChange(c.get('operator')) ? writable : readOnly
    const { method, raw } = c.req
    const request = isRead(method)
      ? new Request(boundedAddress(c.req.url), { method, headers: raw.headers })
      : new Request(raw)
    const response = await board.fetch(request, c.env)
    if (!response.headers.get('content-type')?.startsWith('text/html')) return response
    const [page, frame] = await Promise.all([response.text(), readFrame(c)])
    return c.html(framed(page, frame))
  })
  return pages
}
