import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'
import { converse } from './converse.ts'
import type { Manner, Stage } from './fault.ts'

/** How a relay misbehaves; `over` resolves when that ends. */
export type Trouble = { stage: Stage; manner: Manner; over: Promise<void> }

/** An SMTP server that can misbehave at every stage of the conversation, and can be stopped and started. */
export type Relay = {
  url: string
  /** Misbehaves at the stage until the returned function is called, which also ends silences in progress. */
  trouble: (stage: Stage, manner: Manner) => () => void
  /** Refuses connections beyond `max` until the returned function is called, and closes those that stand beyond it. */
  limit: (max: number) => () => void
  stop: () => Promise<void>
  start: () => Promise<void>
}

/** Starts a relay that passes every mail it accepts to `store`. */
export async function startRelay(port: number, store: (content: string) => void): Promise<Relay> {
  const sockets = new Set<Socket>()
  let trouble: Trouble | undefined
  let socketsMax = Number.POSITIVE_INFINITY
  const server = createServer(socket => {
    socket.on('error', () => {})
    if (sockets.size >= socketsMax) return void socket.end('421 4.7.0 too many connections\r\n')
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    converse(socket, { troubleAt: stage => (trouble?.stage === stage ? trouble : undefined), store })
  })
  async function start() {
    await once(server.listen(port, '127.0.0.1'), 'listening')
  }
  await start()
  return {
    url: `smtp://127.0.0.1:${port}`,
    trouble(stage, manner) {
      let resolve = () => {}
      const over = new Promise<void>(whenOver => {
        resolve = whenOver
      })
      trouble = { stage, manner, over }
      // Senders keep connections open and would not reach these stages otherwise.
      if (stage === 'greeting' || stage === 'ehlo') for (const socket of sockets) socket.destroy()
      return () => {
        trouble = undefined
        resolve()
      }
    },
    limit(max) {
      socketsMax = max
      for (const socket of [...sockets].slice(max)) socket.destroy()
      return () => {
        socketsMax = Number.POSITIVE_INFINITY
      }
    },
    async stop() {
      const closed = once(server, 'close')
      server.close()
      for (const socket of sockets) socket.destroy()
      await closed
    },
    start,
  }
}
