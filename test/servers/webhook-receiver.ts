import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'

export type ReceivedWebhook = { headers: IncomingHttpHeaders; body: string }

/** What the receiver answers: a status, perhaps with headers, or nothing at all (`drop`). */
export type WebhookReply = { status: number; headers?: Record<string, string> } | 'drop'

/** An endpoint that stores the webhooks it receives. Replies in `script` are used once each; without one it answers 204. */
export type WebhookReceiver = {
  url: string
  received: ReceivedWebhook[]
  script: WebhookReply[]
  stop: () => Promise<void>
}

export async function startWebhookReceiver(): Promise<WebhookReceiver> {
  const received: ReceivedWebhook[] = []
  const script: WebhookReply[] = []
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    received.push({ headers: request.headers, body: Buffer.concat(chunks).toString() })
    const reply = script.shift() ?? { status: 204 }
    if (reply === 'drop') return void request.socket.destroy()
    response.writeHead(reply.status, reply.headers).end()
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    received,
    script,
    async stop() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
