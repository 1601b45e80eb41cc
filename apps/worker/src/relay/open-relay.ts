import type { AttemptAnswer } from '../attempt-answer.ts'
import type { Mail } from '../mail/create-render.ts'
import { type Connection, openConnection } from './open-connection.ts'

/** An SMTP server that we hand mail to; `send` does not reject. `name` is its host and port. */
export type Relay = {
  name: string
  send: (mail: Mail, mayLeave: () => boolean) => Promise<AttemptAnswer>
  close: () => void
}

/** Keeps as many connections as mails were ever sent at the same time. */
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
    async send(mail, mayLeave) {
      const connection = free.pop() ?? addConnection()
      const answer = await connection.send(mail, mayLeave)
      free.push(connection)
      return { ...answer, relay: name }
    },
    close() {
      for (const connection of connections) connection.close()
    },
  }
}
