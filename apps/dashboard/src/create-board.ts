import { createBullBoard } from '@bull-board/api'
import { BullMQAdapter } from '@bull-board/api/bullMQAdapter'
import { HonoAdapter } from '@bull-board/hono'
import { serveStatic } from '@hono/node-server/serve-static'
import type { DeliveryQueue } from '@passlink/queue'

type BullQueue = Awaited<ReturnType<DeliveryQueue['bull']>>

/** The Bull dashboard of the delivery queue, below `basePath`. */
export function createBoard(queue: BullQueue, basePath: string) {
  const adapter = new HonoAdapter(serveStatic).setBasePath(basePath)
  createBullBoard({
    queues: [
      new BullMQAdapter(queue, { description: 'One job for each delivery that is neither sent nor dead' }),
    ],
    serverAdapter: adapter,
    options: { uiConfig: { boardTitle: 'Passlink' } },
  })
  return adapter.registerPlugin()
}
