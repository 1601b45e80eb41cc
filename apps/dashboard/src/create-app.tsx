import type { Designs } from '@passlink/mail'
import { type DeliveryQueues, QueueAway } from '@passlink/queue'
import { createHealth, type ReadReadiness, requestLog, type Tracing, traceRequests } from '@passlink/runtime'
import { DatabaseError, QueryTooSlow, type Replica } from '@passlink/store'
import { type Context, Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { HTTPException } from 'hono/http-exception'
import { requestId } from 'hono/request-id'
import { identify } from './access/identify.ts'
import { mayRequest, only } from './access/only.ts'
import { type Env, maySeeAddresses, maySeeAudit } from './access/operator.ts'
import { sameOriginOnly } from './access/same-origin-only.ts'
import type { SessionLimits } from './access/sessions.ts'
import { createAddressPages } from './addresses/create-address-pages.tsx'
import { createAuditPages } from './audit/create-audit-pages.tsx'
import { createBoardPages } from './board/create-board-pages.tsx'
import { createPages } from './dead-letters/create-pages.tsx'
import { createDeliveryPages } from './deliveries/create-delivery-pages.tsx'
import { createStyles } from './frame/create-styles.ts'
import { readFrame } from './frame/frame.ts'
import { MessagePage } from './frame/page.tsx'
import { places } from './frame/places.ts'
import { createMailPages } from './mails/create-mail-pages.tsx'
import { createOrganizationPages } from './organizations/create-organization-pages.tsx'
import { createOverviewPages } from './overview/create-overview-pages.tsx'
import { createPausePages } from './pauses/create-pause-pages.tsx'
import { chooseReading, createReadings } from './reading/choose-reading.ts'
import { createRelayPages } from './relays/create-relay-pages.tsx'
import { noStore, secure } from './secure.ts'
import { createSessionPages } from './sessions/create-session-pages.tsx'
import { createSignInPages, type SignInDependencies } from './sign-in/create-sign-in-pages.tsx'
import { createSuppressionPages } from './suppressions/create-suppression-pages.tsx'

type Dependencies = SignInDependencies & {
  /** Where pages may be read that are only looked at. */
  replica: Replica | undefined
  queues: DeliveryQueues
  /** The designs of the mails, if they are not ours. */
  designs: Designs | undefined
  sessionLimits: SessionLimits
  hsts: string | undefined
  readReadiness: ReadReadiness
  /** Aborted when the app stops, which ends the answers that go on. */
  closing: AbortSignal
  tracing: Tracing | undefined
}

const bodyMax = 1024 * 1024

/**
 * The operators' pages. All but the health checks, the style sheets of the frame and the page on which people sign in are
 * for those who are signed in, or send the password; what changes anything is for those whose role allows it.
 */
export function createApp(dependencies: Dependencies) {
  const { db, replica, queues, designs, sessionLimits, hsts, readReadiness, closing, tracing, log } =
    dependencies
  const { idleMs } = sessionLimits
  const app = new Hono<Env>()
  app.route('/', createHealth(readReadiness))
  const describe = (c: Context) => ({ operator: c.get('operator')?.id })
  for (const trace of traceRequests(tracing)) app.use(trace)
  app.use(
    requestId(),
    requestLog(log, describe),
    secure({ hsts, mailPath: '/mails/html', boardPath: '/queues' }),
  )
  app.use(noStore, bodyLimit({ maxSize: bodyMax }), sameOriginOnly)
  app.route('/', createStyles())
  app.route('/', createSignInPages(dependencies))
  const readings = createReadings(db, replica)
  app.use(identify(dependencies), chooseReading(readings))
  app.use(only(mayRequest, forbid))

  for (const { path } of places) if (path !== '/') app.get(`${path}/`, c => c.redirect(path))
  app.route('/', createOverviewPages({ db, readings, idleMs, closing, log }))
  app.route('/relays', createRelayPages({ db }))
  app.route('/pauses', createPausePages({ db, forbid }))
  app.use('/audit/*', only(maySeeAudit, forbid))
  app.route('/audit', createAuditPages())
  app.use('/sessions/*', only(maySeeAudit, forbid))
  app.route('/sessions', createSessionPages({ db, idleMs }))
  app.use('/addresses/*', only(maySeeAddresses, forbid))
  app.route('/addresses', createAddressPages({ db }))
  app.route('/deliveries', createDeliveryPages())
  app.route('/dead-letters', createPages({ db, queues, log }))
  app.route('/organizations', createOrganizationPages({ db, log, forbid }))
  app.route('/suppressions', createSuppressionPages({ db }))
  app.route('/mails', createMailPages({ designs }))
  app.route(
    '/queues',
    createBoardPages({ db, queues }, { basePath: '/queues', deliveriesPath: '/dead-letters' }),
  )

  async function forbid(c: Context<Env>) {
    const frame = await readFrame(c)
    const text = `What you asked for is not for the role ${frame.operator.role}. Nothing was changed.`
    return c.html(<MessagePage {...frame} title="Not allowed" text={text} />, 403)
  }

  app.notFound(async c => {
    // Whoever is not signed in does not come here.
    const frame = await readFrame(c)
    return c.html(<MessagePage {...frame} title="No such page" text="Nothing is at this address." />, 404)
  })

  app.onError((error, c) => {
    if (error instanceof HTTPException) return error.getResponse()
    log.error({ err: error, requestId: c.get('requestId') }, 'page failed')
    if (error instanceof QueueAway)
      return c.text('The queue cannot be reached right now. Reload in a moment.', 503)
    if (error instanceof QueryTooSlow)
      return c.text('The database needed too long for this page. Reload in a moment.', 503)
    if (error instanceof DatabaseError && error.isAway)
      return c.text('The database cannot be reached right now. Reload in a moment.', 503)
    return c.text('Something went wrong here. The log says what.', 500)
  })
  return app
}
