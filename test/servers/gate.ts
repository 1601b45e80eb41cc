import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

/**
 * A TCP proxy to a server. While it is shut, connections through it are broken and new ones refused. While it is frozen,
 * connections stay, and what either side sends arrives after `thaw`.
 */
export type Gate = {
  url: string
  shut: () => Promise<void>
  open: () => Promise<void>
  freeze: () => void
  thaw: () => void
}

/** Opens a gate to the server at `url`; `gate.url` is that URL with the gate's address. */
export async function openGate(url: string): Promise<Gate> {
  const target = new URL(url)
  const others = new Map<Socket, Socket>()
  const server = createServer(near => {
    const far = connect(Number(target.port), target.hostname)
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      others.set(socket, other)
      socket
        .on('error', () => {})
        .on('close', () => {
          others.delete(socket)
          other.destroy()
        })
      socket.pipe(other)
    }
  })

  let port = 0
  async function open() {
    await once(server.listen(port, '127.0.0.1'), 'listening')
    port = (server.address() as AddressInfo).port
  }
  await open()
  return {
    url: Object.assign(new URL(url), { host: `127.0.0.1:${port}` }).href,
    open,
    freeze() {
      for (const socket of others.keys()) socket.unpipe()
    },
    thaw() {
      for (const [socket, other] of others) socket.pipe(other)
    },
    async shut() {
      if (!server.listening) return
      server.close()
      for (const socket of others.keys()) socket.destroy()
      await once(server, 'close')
    },
  }
}
