import { once } from 'node:events'
import { createServer, connect as open, type Socket } from 'node:net'

/** A proxy of a server on 127.0.0.1. */
export type SilencingProxy = {
  port: number
  /**
   * Makes the standing connections silent in both directions, as a firewall that lost their state; new ones work. After a
   * minute the server ends its side, as TCP's keep-alive has it do.
   */
  silence: () => void
  stop: () => Promise<void>
}

const keepAliveMs = 60_000

export async function startSilencingProxy(port: number, serverPort: number): Promise<SilencingProxy> {
  const pairs = new Set<readonly [Socket, Socket]>()
  const server = createServer(client => {
    const toServer = open(serverPort, '127.0.0.1')
    const pair = [client, toServer] as const
    pairs.add(pair)
    const end = () => {
      pairs.delete(pair)
      client.destroy()
      toServer.destroy()
    }
    for (const socket of pair) socket.setNoDelay(true).on('error', end).on('close', end)
    client.pipe(toServer)
    toServer.pipe(client)
  })
  await once(server.listen(port, '127.0.0.1'), 'listening')
  return {
    port,
    silence() {
      for (const pair of pairs) {
        // Neither side learns that the other has gone.
        for (const socket of pair) socket.unpipe().removeAllListeners('close').pause()
        const [, toServer] = pair
        setTimeout(() => toServer.destroy(), keepAliveMs).unref()
      }
    },
    async stop() {
      const closed = once(server, 'close')
      server.close()
      for (const pair of pairs) for (const socket of pair) socket.destroy()
      await closed
    },
  }
}
