import { momentToComeProblem } from '@passlink/runtime'
import { type Db, endPause, findPause, type PauseScope, pauseScope, setPause } from '@passlink/store'
import { type Context, Hono, type MiddlewareHandler } from 'hono'
import { only } from '../access/only.ts'
import { actorOf, type Env, mayChange } from '../access/operator.ts'
import { readFrame } from '../frame/frame.ts'
import { MessagePage } from '../frame/page.tsx'
import { PausePage } from './pause-page.tsx'
import { placeOfScope } from './place-of-scope.ts'
import { readPause } from './read-pause.ts'

type Dependencies = { db: Db; forbid: MiddlewareHandler<Env> }

/**
 * The pauses, at `/pauses`: `set` asks for the reason and the end, and sets one with POST; `end` ends one. Both lead to the
 * page of what is paused. What is invalid is answered 400, an unknown organization 404, and a viewer with `forbid`.
 */
export function createPausePages({ db, forbid }: Dependencies) {
  const pages = new Hono<Env>()
  pages.use(only(mayChange, forbid))

  pages.get('/set', async c => {
    const scope = pauseScope.safeParse(c.req.query('scope'))
    if (!scope.success) return refuse(c, 400)
    const [frame, known] = await Promise.all([readFrame(c), find(c, scope.data)])
    const texts = { reason: known?.reason ?? '', until: known?.endsAt ?? '' }
    const isPaused = known !== undefined
    return c.html(<PausePage frame={frame} scope={scope.data} isPaused={isPaused} texts={texts} />)
  })

  pages.post('/set', async c => {
    const sent = new URLSearchParams(await c.req.text())
    const scope = pauseScope.safeParse(sent.get('scope'))
    if (!scope.success) return refuse(c, 400)
    const { texts, ...read } = readPause(sent)
    if ('problems' in read) return again(c, { scope: scope.data, texts, problems: read.problems })
    const actor = actorOf(c.get('operator'))
    const { outcome } = await setPause(db, { scope: scope.data, ...read.pause }, actor)
    if (outcome === 'unknown') return refuse(c, 404)
    if (outcome === 'over')
      return again(c, { scope: scope.data, texts, problems: { until: momentToComeProblem } })
    return c.redirect(placeOfScope(scope.data).path, 303)
  })

  pages.post('/end', async c => {
    const scope = pauseScope.safeParse(new URLSearchParams(await c.req.text()).get('scope'))
    if (!scope.success) return refuse(c, 400)
    // One that is over already leads to the same.
    await endPause(db, scope.data, actorOf(c.get('operator')))
    return c.redirect(placeOfScope(scope.data).path, 303)
  })

  const find = (c: Context<Env>, scope: PauseScope) => findPause(c.get('reading').db, scope)

  type Refused = Omit<Parameters<typeof PausePage>[0], 'frame' | 'isPaused'>

  async function again(c: Context<Env>, refused: Refused) {
    const [frame, known] = await Promise.all([readFrame(c), find(c, refused.scope)])
    return c.html(<PausePage frame={frame} isPaused={known !== undefined} {...refused} />, 400)
  }

  async function refuse(c: Context<Env>, status: 400 | 404) {
    const frame = await readFrame(c)
    const text = 'It is not clear what is to be paused or resumed.'
    const back = { href: '/relays', text: 'Relays' }
    return c.html(<MessagePage {...frame} title="Nothing was changed" text={text} back={back} />, status)
  }
  return pages
}
