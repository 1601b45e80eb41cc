import type { Designs } from '@passlink/mail'
import { type DeliveryQueues, QueueAway } from '@passlink/queue'
import { createHealth, type Logger, type ReadReadiness, requestLog } from '@passlink/runtime'
import { DatabaseError, type Db } from '@passlink/store'
import { Hono, type MiddlewareHandler } from 'hono'
import { HTTPException } from 'hono/http-exception'
import { type RequestIdVariables, requestId } from 'hono/request-id'
import { secureHeaders } from 'hono/secure-headers'
import { createBoard } from './create-board.ts'
import { createPages } from './dead-letters/create-pages.ts'
import { createMailPages, mailSecurityPolicy } from './mails/create-mail-pages.ts'
import { sameOriginOnly } from './same-origin-only.ts'

type Dependencies = {
  db: Db
  queues: DeliveryQueues
  /** The designs of the mails, if they are not ours. */
  designs: Designs | undefined
  requirePassword: MiddlewareHandler
  hsts: string | undefined
  readReadiness: ReadReadiness
  log: Logger
}

const boardPath = '/queues'
const deadLettersPath = '/dead-letters'
const mailsPath = '/mails'

const pageSecurityPolicy = {
  defaultSrc: ["'none'"],
  scriptSrc: ["'self'"],
  styleSrc: ["'self'", "'unsafe-inline'"],
  imgSrc: ["'self'", 'data:'],
  fontSrc: ["'self'"],
  connectSrc: ["'self'"],
  frameSrc: ["'self'"],
  baseUri: ["'self'"],
  formAction: ["'self'"],
  frameAncestors: ["'none'"],
}

/**
 * The operators' pages. All but the health checks are behind `requirePassword`.
 */
export function createApp({ db, queues, designs, requirePassword, hsts, readReadiness, log }: Dependencies) {
  const app = new Hono<{ Variables: RequestIdVariables }>()
  app.route('/', createHealth(readReadiness))
  // With `no-referrer` a browser would send `Origin: null` with the forms of our own pages.
  const referrerPolicy = 'same-origin'
  const strictTransportSecurity = hsts ?? false
  const common = { referrerPolicy, strictTransportSecurity }
  const securePage = secureHeaders({ ...common, contentSecurityPolicy: pageSecurityPolicy })
  // In its frame a mail has an origin of its own, for which a browser does not make another agent cluster.
  const secureMail = secureHeaders({
    ...common,
    contentSecurityPolicy: mailSecurityPolicy,
    originAgentCluster: false,
  })
  app.use(requestId(), requestLog(log), (c, next) =>
    (c.req.path === `${mailsPath}/html` ? secureMail : securePage)(c, next),
  )
  app.use(requirePassword, sameOriginOnly)

  app.get('/', c => c.redirect(boardPath))
  app.get(`${boardPath}/`, c => c.redirect(boardPath))
  app.get(`${deadLettersPath}/`, c => c.redirect(deadLettersPath))
  app.route(deadLettersPath, createPages({ db, queues, log }))
  app.get(`${mailsPath}/`, c => c.redirect(mailsPath))
  app.route(mailsPath, createMailPages({ db, designs }))

  let board: ReturnType<typeof createBoard> | undefined
  app.all(`${boardPath}/*`, async c => {
    // Only reads: what is in the queue can be seen while it refuses new jobs.
    await queues.mail.readMark()
    board ??= createBoard(await queues.mail.bull(), await queues.webhook.bull(), {
      basePath: boardPath,
      deadLettersPath,
      mailsPath,
    })
    return board.fetch(new Request(c.req.raw), c.env)
  })

  app.onError((error, c) => {
    if (error instanceof HTTPException) return error.getResponse()
    log.error({ err: error, requestId: c.get('requestId') }, 'page failed')
    if (error instanceof QueueAway)
      return c.text('The queue cannot be reached right now. Reload in a moment.', 503)
    if (error instanceof DatabaseError && error.isAway)
      return c.text('The database cannot be reached right now. Reload in a moment.', 503)
    return c.text('Something went wrong here. The log says what.', 500)
  })
  return app
}
