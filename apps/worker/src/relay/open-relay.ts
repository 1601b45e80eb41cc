import type { AttemptAnswer } from '../attempt-answer.ts'
import type { Mail } from '../mail/create-render.ts'
import { type Connection, openConnection } from './open-connection.ts'

/** An SMTP server that accepts mail from us. `name` is its host and port; `send` does not reject. */
export type Relay = {
  name: string
  send: (mail: Mail, maySend: () => boolean) => Promise<AttemptAnswer>
  close: () => void
}

/** Opens a connection when all others are in use, and keeps it open for later mails. */
export function openRelay(url: string): Relay {
  const { hostname, port, protocol } = new URL(url)
  const name = `${hostname}:${port || (protocol === 'smtps:' ? 465 : 587)}`
  const connections: Connection[] = []
  const free: Connection[] = []

  function addConnection(): Connection {
    const connection = openConnection(url)
    connections.push(connection)
    return connection
  }

  return {
    name,
    async send(mail, maySend) {
      const connection = free.pop() ?? addConnection()
      const answer = await connection.send(mail, maySend)
      free.push(connection)
      return { ...answer, relay: name }
    },
    close() {
      for (const connection of connections) connection.close()
    },
  }
}
