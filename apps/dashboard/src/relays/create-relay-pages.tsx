import { readFileSync } from 'node:fs'
import { type Db, listRelays, requestProbe } from '@passlink/store'
import { Hono } from 'hono'
import { z } from 'zod'
import { actorOf, type Env } from '../access/operator.ts'
import { readFrame } from '../frame/frame.ts'
import { setProbeNotice, takeProbeNotice } from './probe-notice.tsx'
import { RelaysPage } from './relays-page.tsx'

const css = readFileSync(new URL('relays.css', import.meta.url), 'utf8')
const serverName = z.string().regex(/^[^\p{Cc}\p{Cs}]{1,300}$/u)

/** The relays and the endpoints of webhooks, at `/relays`, each of which can be probed at once while it is away. */
export function createRelayPages({ db }: { db: Db }) {
  const pages = new Hono<Env>()
  pages.get('/page.css', c => c.body(css, 200, { 'Content-Type': 'text/css', 'Cache-Control': 'no-cache' }))

  pages.get('/', async c => {
    const [frame, listed] = await Promise.all([readFrame(c), listRelays(c.get('reading').db)])
    return c.html(<RelaysPage frame={frame} listed={listed} notice={takeProbeNotice(c)} />)
  })

  pages.post('/probe', async c => {
    const name = serverName.safeParse(new URLSearchParams(await c.req.text()).get('name'))
    // What cannot be a name is of no server, which is not away either.
    const outcome = name.success
      ? await requestProbe(db, name.data, actorOf(c.get('operator')))
      : ('not_away' as const)
    setProbeNotice(c, outcome)
    return c.redirect('/relays', 303)
  })
  return pages
}
