import { createPool, type Pool } from './create-pool.ts'
import { type Connection, openConnection } from './open-connection.ts'

/** An SMTP server that accepts mail from us. `name` is its host and port. Its connections stay open between mails. */
export type Relay = { name: string; connections: Pool<Connection>; close: () => void }

/** Opens up to `connectionsMax` connections, each when all others are in use. */
export function openRelay(url: string, connectionsMax: number): Relay {
  const { hostname, port, protocol } = new URL(url)
  const opened: Connection[] = []

  function open(): Connection {
    const connection = openConnection(url)
    opened.push(connection)
    return connection
  }

  return {
    name: `${hostname}:${port || (protocol === 'smtps:' ? 465 : 587)}`,
    connections: createPool(open, connectionsMax),
    close() {
      for (const connection of opened) connection.close()
    },
  }
}
