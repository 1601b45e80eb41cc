import { type Db, endSession, listSessions } from '@passlink/store'
import { Hono } from 'hono'
import { z } from 'zod'
import { actorOf, type Env } from '../access/operator.ts'
import { readFrame } from '../frame/frame.ts'
import { SessionsPage } from './sessions-page.tsx'

const sessionsMax = 200
const sessionId = z.hex().length(64)

/**
 * The sessions of all operators, at `/sessions`, each of which can be ended. `idleMs` is after how long they end
 * unused.
 */
export function createSessionPages({ db, idleMs }: { db: Db; idleMs: number }) {
  const pages = new Hono<Env>()

  pages.get('/', async c => {
    const [frame, sessions] = await Promise.all([
      readFrame(c),
      listSessions(db, { idleMs, limit: sessionsMax }),
    ])
    return c.html(
      <SessionsPage {...frame} sessions={sessions} ownId={c.get('sessionId')} max={sessionsMax} />,
    )
  })

  pages.post('/end', async c => {
    const id = sessionId.safeParse(new URLSearchParams(await c.req.text()).get('id'))
    // One that has ended meanwhile is no longer listed either.
    if (id.success) await endSession(db, id.data, actorOf(c.get('operator')))
    return c.redirect('/sessions', 303)
  })
  return pages
}
