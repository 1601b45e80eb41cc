import { createBullBoard } from '@bull-board/api'
import { BullMQAdapter } from '@bull-board/api/bullMQAdapter'
import { HonoAdapter } from '@bull-board/hono'
import { serveStatic } from '@hono/node-server/serve-static'
import type { DeliveryQueue } from '@passlink/queue'
import { Hono, type MiddlewareHandler } from 'hono'

type BullQueue = Awaited<ReturnType<DeliveryQueue['bull']>>

// Bull Board links to fonts of another site, which our content security policy blocks; it has fallback fonts.
const removeExternalFonts: MiddlewareHandler = async (c, next) => {
  await next()
  if (!c.res.headers.get('content-type')?.startsWith('text/html')) return
  const page = await c.res.text()
  c.res = new Response(page.replace(/<link href="https:[^>]*>/, ''), c.res)
}

type Paths = { basePath: string; deadLettersPath: string; mailsPath: string }

/**
 * The Bull dashboard of both queues at `basePath`, with links to the dead letters and to the mails, and from each
 * job to its delivery.
 */
export function createBoard(
  mails: BullQueue,
  webhooks: BullQueue,
  { basePath, deadLettersPath, mailsPath }: Paths,
) {
  const adapt = (queue: BullQueue, description: string) =>
    new BullMQAdapter(queue, {
      description,
      externalJobUrl: ({ id }) => ({ displayText: 'Delivery', href: `${deadLettersPath}/${id}` }),
    })
  const adapter = new HonoAdapter(serveStatic).setBasePath(basePath)
  createBullBoard({
    queues: [
      adapt(mails, 'A job is a mail that is not sent yet; the failed ones are dead, each with its reason'),
      adapt(
        webhooks,
        'A job is a webhook that is not taken yet; the failed ones are dead, each with its reason',
      ),
    ],
    serverAdapter: adapter,
    options: {
      uiConfig: {
        boardTitle: 'Passlink',
        miscLinks: [
          { text: 'Dead letters', url: deadLettersPath },
          { text: 'Mails', url: mailsPath },
        ],
      },
    },
  })
  return new Hono().use(removeExternalFonts).route(basePath, adapter.registerPlugin())
}
