import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import type { Manner } from './fault.ts'

/** An endpoint of webhooks, which can die. */
export type Endpoint = {
  url: string
  /** The ids of the webhooks that it has accepted. */
  accepted: Set<string>
  /** Breaks (`cut`) or never answers (`silent`) requests until the returned function is called. */
  trouble: (manner: Manner) => () => void
  stop: () => Promise<void>
}

export async function startEndpoint(port: number): Promise<Endpoint> {
  const accepted = new Set<string>()
  const unanswered = new Set<ServerResponse>()
  let manner: Manner | undefined
  const server = createServer((request, response) => {
    request.resume().on('end', () => {
      if (manner === 'cut') return void request.socket.destroy()
      if (manner === 'silent') return void unanswered.add(response)
      accepted.add(String(request.headers['webhook-id']))
      response.writeHead(204).end()
    })
  })
  await once(server.listen(port, '127.0.0.1'), 'listening')
  return {
    url: `http://127.0.0.1:${port}/webhooks`,
    accepted,
    trouble(given) {
      manner = given
      return () => {
        manner = undefined
        for (const response of unanswered) response.destroy()
        unanswered.clear()
      }
    },
    async stop() {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}
