import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'
import { converse } from './converse.ts'
import type { Manner, Stage } from './fault.ts'

/** What is wrong with a relay; `over` resolves when nothing is any more. */
export type Trouble = { stage: Stage; manner: Manner; over: Promise<void> }

/** An SMTP server that can be troubled at every stage of the conversation, and can be away. */
export type Relay = {
  url: string
  /** Troubles whoever comes to the stage until the returned function is called, which also ends all silence. */
  trouble: (stage: Stage, manner: Manner) => () => void
  leave: () => Promise<void>
  comeBack: () => Promise<void>
}

/** Starts a relay that hands every mail it took to `keep`. */
export async function startRelay(port: number, keep: (content: string) => void): Promise<Relay> {
  const sockets = new Set<Socket>()
  let trouble: Trouble | undefined
  const server = createServer(socket => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket)).on('error', () => {})
    converse(socket, { troubleAt: stage => (trouble?.stage === stage ? trouble : undefined), keep })
  })
  async function comeBack() {
    await once(server.listen(port, '127.0.0.1'), 'listening')
  }
  await comeBack()
  return {
    url: `smtp://127.0.0.1:${port}`,
    trouble(stage, manner) {
      let resolve = () => {}
      const over = new Promise<void>(whenOver => {
        resolve = whenOver
      })
      trouble = { stage, manner, over }
      // Senders keep their connections, and would not come to these stages otherwise.
      if (stage === 'greeting' || stage === 'ehlo') for (const socket of sockets) socket.destroy()
      return () => {
        trouble = undefined
        resolve()
      }
    },
    async leave() {
      const closed = once(server, 'close')
      server.close()
      for (const socket of sockets) socket.destroy()
      await closed
    },
    comeBack,
  }
}
