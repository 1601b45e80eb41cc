import { createBullBoard } from '@bull-board/api'
import { BullMQAdapter } from '@bull-board/api/bullMQAdapter'
import { HonoAdapter } from '@bull-board/hono'
import { serveStatic } from '@hono/node-server/serve-static'
import type { BullQueue } from '@passlink/queue'
import { Hono } from 'hono'
import { theme } from './theme.ts'

const descriptions = {
  mails: 'A job is a mail that is not sent yet; the failed ones are dead, each with its reason',
  webhooks: 'A job is a webhook that is not taken yet; the failed ones are dead, each with its reason',
}

type Settings = { basePath: string; deliveriesPath: string; readOnlyMode: boolean }

/**
 * The Bull board of both queues at `basePath`, with a link from each job to its delivery. Each shard is an entry of its
 * own.
 */
export function createBoard(
  mails: BullQueue[],
  webhooks: BullQueue[],
  { basePath, deliveriesPath, readOnlyMode }: Settings,
) {
  const adapt = ({ shard, bull }: BullQueue, description: string) =>
    new BullMQAdapter(bull, {
      ...(shard ? { prefix: shardPrefix(shard), displayName: `${bull.name} on ${shard}` } : {}),
      description,
      readOnlyMode,
      externalJobUrl: ({ id }) => ({ displayText: 'Delivery', href: `${deliveriesPath}/${id}` }),
    })
  const adapter = new HonoAdapter(serveStatic).setBasePath(basePath)
  createBullBoard({
    queues: [
      ...mails.map(queue => adapt(queue, descriptions.mails)),
      ...webhooks.map(queue => adapt(queue, descriptions.webhooks)),
    ],
    serverAdapter: adapter,
    options: { uiConfig: { boardTitle: 'Queues', hideDocsLink: true, theme } },
  })
  return new Hono().route(basePath, adapter.registerPlugin())
}

// Of characters that a path of the board may have.
function shardPrefix(shard: string): string {
  return `${shard.replaceAll(/[^\w.-]/g, '-')}~`
}
