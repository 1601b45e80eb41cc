import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { pipeline, Readable } from 'node:stream'

export type ReceivedWebhook = { headers: IncomingHttpHeaders; body: string }

/**
 * What the receiver answers: a status, perhaps with headers, or nothing at all (`drop`). A body of pieces is sent piece
 * by piece. A function writes the answer itself.
 */
export type WebhookReply =
  | { status: number; headers?: Record<string, string>; body?: string | AsyncIterable<string> }
  | 'drop'
  | ((socket: Socket) => void)

/**
 * An endpoint that stores the webhooks it receives. Replies in `script` are used once each; without one `usual` answers,
 * which is 204 at first. `connections` counts those that were opened.
 */
export type WebhookReceiver = {
  url: string
  received: ReceivedWebhook[]
  script: WebhookReply[]
  usual: (webhook: ReceivedWebhook) => WebhookReply | Promise<WebhookReply>
  port: number
  connections: number
  stop: () => Promise<void>
}

export async function startWebhookReceiver(port = 0): Promise<WebhookReceiver> {
  const received: ReceivedWebhook[] = []
  const script: WebhookReply[] = []
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const webhook = { headers: request.headers, body: Buffer.concat(chunks).toString() }
    received.push(webhook)
    const reply = script.shift() ?? (await receiver.usual(webhook))
    if (reply === 'drop') return void request.socket.destroy()
    if (typeof reply === 'function') return reply(request.socket)
    const { status, headers, body } = reply
    response.writeHead(status, headers)
    if (typeof body !== 'object') return void response.end(body)
    response.flushHeaders()
    pipeline(Readable.from(body), response, () => {})
  }).listen(port, '127.0.0.1')
  await once(server, 'listening')
  const { port: listening } = server.address() as AddressInfo
  const receiver: WebhookReceiver = {
    url: `http://127.0.0.1:${listening}/hook`,
    port: listening,
    received,
    script,
    usual: () => ({ status: 204 }),
    connections: 0,
    async stop() {
      if (!server.listening) return
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
  server.on('connection', () => {
    receiver.connections += 1
  })
  return receiver
}
