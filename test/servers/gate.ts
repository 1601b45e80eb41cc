import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

/**
 * A TCP proxy to a server. While it is shut, connections through it are broken and new ones refused. While it is frozen,
 * connections stay, and what either side sends arrives after `thaw`. `turnAway` leaves open connections alone; new ones
 * are refused, or accepted and then reset or closed after `afterMs`, until `open`. `cutAt` ends the next connections in which a client
 * sends this text, except the first `sparing`, and resolves when it has ended `count`. `freezeAt` freezes once a client has
 * sent this text.
 */
export type Gate = {
  url: string
  shut: () => Promise<void>
  open: () => Promise<void>
  turnAway: (how: 'refused' | 'reset' | 'closed', afterMs?: number) => void
  freeze: () => void
  thaw: () => void
  freezeAt: (text: string) => Promise<void>
  cutAt: (text: string, count: number, sparing?: number) => Promise<void>
  /** New connections lead to the server at `url`; open ones stay. */
  lead: (url: string) => void
}

/** Opens a gate to the server at `url`; `gate.url` is that URL with the gate's address. */
export async function openGate(url: string): Promise<Gate> {
  let target = new URL(url)
  const others = new Map<Socket, Socket>()
  let cut = (_chunk: Buffer) => false
  let onChunk = (_chunk: Buffer) => {}
  let turnAway: ((near: Socket) => unknown) | undefined
  const server = createServer(near => {
    if (turnAway) return void turnAway(near.on('error', () => {}))
    const far = connect(Number(target.port), target.hostname)
    near.on('data', chunk => {
      onChunk(chunk)
      if (cut(chunk)) near.destroy()
    })
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
    turnAway = undefined
    if (server.listening) return
    await once(server.listen(port, '127.0.0.1'), 'listening')
    port = (server.address() as AddressInfo).port
  }
  await open()
  function freeze() {
    for (const socket of others.keys()) socket.unpipe()
  }
  return {
    url: Object.assign(new URL(url), { host: `127.0.0.1:${port}` }).href,
    open,
    turnAway(how, afterMs = 0) {
      if (how === 'refused') server.close()
      else
        turnAway = near =>
          setTimeout(() => (how === 'reset' ? near.resetAndDestroy() : near.destroy()), afterMs)
    },
    freeze,
    freezeAt: text =>
      new Promise(resolve => {
        onChunk = chunk => {
          if (!chunk.includes(text)) return
          onChunk = () => {}
          freeze()
          resolve()
        }
      }),
    thaw() {
      for (const [socket, other] of others) socket.pipe(other)
    },
    cutAt: (text, count, sparing = 0) =>
      new Promise(resolve => {
        let left = count
        let spared = 0
        cut = chunk => {
          if (left === 0 || !chunk.includes(text) || spared++ < sparing) return false
          left -= 1
          if (left === 0) resolve()
          return true
        }
      }),
    lead(url) {
      target = new URL(url)
    },
    async shut() {
      if (!server.listening && others.size === 0) return
      const closed = once(server, 'close')
      server.close()
      for (const socket of others.keys()) socket.destroy()
      await closed
    },
  }
}
