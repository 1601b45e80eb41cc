import { readFileSync } from 'node:fs'
import type { HttpBindings } from '@hono/node-server'
import type { Logger } from '@passlink/runtime'
import { type Db, isSessionOpen } from '@passlink/store'
import { type Context, Hono } from 'hono'
import { streamSSE } from 'hono/streaming'
import type { Env } from '../access/operator.ts'
import { readFrame } from '../frame/frame.ts'
import { ownWhileChangeIsRecent, type Readings } from '../reading/choose-reading.ts'
import { OverviewPage } from './overview-page.tsx'
import { createReadFigures } from './read-figures.tsx'
import { createSeats } from './seats.ts'
import { sendEvents } from './send-events.ts'

type Dependencies = {
  db: Db
  readings: Readings
  /** After how long an unused session ends. */
  idleMs: number
  /** Aborted when the app stops. */
  closing: AbortSignal
  log: Logger
}

const read = (name: string) => readFileSync(new URL(name, import.meta.url), 'utf8')
const files = {
  '/overview/page.css': { type: 'text/css', content: read('overview.css') },
  '/overview/live.js': { type: 'text/javascript', content: read('live.js') },
}

const seatsMax = { max: 200, maxEach: 10 }

/**
 * The overview, at `/`, and the events at `/live` that keep it new (WHATWG HTML, server-sent events). They end when the
 * session does, and are no use of it. More than ten of an operator are answered 429, and more than 200 in all 503.
 */
export function createOverviewPages({ db, readings, idleMs, closing, log }: Dependencies) {
  const pages = new Hono<Env>()
  const usual = createReadFigures(readings.usual, log)
  const own = readings.own === readings.usual ? usual : createReadFigures(readings.own, log)
  const readFiguresFor = (c: Context) => ownWhileChangeIsRecent(c, { usual, own })
  const seats = createSeats(seatsMax)
  const looking = new Set<AbortController>()
  closing.addEventListener('abort', () => {
    for (const one of looking) one.abort()
  })
  for (const [path, { type, content }] of Object.entries(files))
    pages.get(path, c => c.body(content, 200, { 'Content-Type': type, 'Cache-Control': 'no-cache' }))

  pages.get('/', async c => {
    const [frame, figures] = await Promise.all([readFrame(c), readFiguresFor(c)()])
    return c.html(<OverviewPage {...frame} figures={figures} />, figures === undefined ? 503 : 200)
  })

  pages.get('/live', c => {
    if (c.req.method === 'HEAD') return c.body(null)
    if (closing.aborted) return c.text('Closing', 503, { 'Retry-After': '5' })
    const leave = seats.take(c.get('operator').id)
    if (typeof leave === 'string')
      return c.text('Too many look', leave === 'full' ? 503 : 429, { 'Retry-After': '10' })
    const id = c.get('sessionId')
    const left = new AbortController()
    looking.add(left)
    // Some proxies would keep the events until they have many.
    c.header('X-Accel-Buffering', 'no')
    return streamSSE(c, async stream => {
      stream.onAbort(() => left.abort())
      try {
        await sendEvents(stream, {
          readFigures: readFiguresFor(c),
          // Whoever sends the password with the request has no session.
          mayLook: async () => id === undefined || isSessionOpen(db, { id, idleMs }),
          signal: left.signal,
          cutOff: () => void (c.env as Partial<HttpBindings>).outgoing?.destroy(),
        })
      } finally {
        leave()
        looking.delete(left)
      }
    })
  })
  return pages
}
