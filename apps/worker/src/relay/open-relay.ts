import type { Stopping } from '../create-stopping.ts'
import { type Connections, createConnections } from './create-connections.ts'
import { type Connection, openConnection } from './open-connection.ts'
import type { TimeLimits } from './watch.ts'

/** An SMTP server that accepts mail from us. `name` is its host and port. Its connections stay open between mails. */
export type Relay = { name: string; connections: Connections<Connection>; close: () => void }

/** Opens up to `connectionsMax` connections, each when all others are in use. */
export function openRelay(
  url: string,
  connectionsMax: number,
  limits: TimeLimits,
  stopping: Stopping,
): Relay {
  const connections = createConnections(() => openConnection(url, limits, stopping), connectionsMax)
  return { name: relayName(url), connections, close: connections.close }
}

/** The host and port of a relay's URL. */
export function relayName(url: string): string {
  const { hostname, port, protocol } = new URL(url)
  return `${hostname.toLowerCase()}:${port || (protocol === 'smtps:' ? 465 : 587)}`
}
