import { Socket } from 'node:net'
import type { DatabaseAddress } from './database-address.ts'

type Connected = Awaited<ReturnType<DatabaseAddress['connect']>>

// Whatever the reason, a certificate perhaps: no statement was run, and the same may succeed later.
const notConnected = (error: Error & { code?: string }) =>
  Object.assign(new Error(error.message || error.code, { cause: error }), { code: 'CONNECT_FAILED' })

// The driver never again uses a connection whose socket could not be opened, or whose socket ended before its first write
// (postgres.js 3.4.9).
function failingSocket(error: Error): Socket {
  const socket = new Socket()
  socket.write = () => {
    socket.destroy(error)
    return false
  }
  return socket
}

/** How postgres.js reaches a database. `onConnect` is called with each connection before the driver uses it. */
export function driverOptions(
  { connect, ...address }: DatabaseAddress,
  onConnect: (connected: Connected) => void = () => {},
) {
  async function openSocket(): Promise<Socket> {
    try {
      const connected = await connect()
      onConnect(connected)
      return connected.socket
    } catch (error) {
      return failingSocket(notConnected(error as Error & { code?: string }))
    }
  }

  return {
    // For the messages of errors.
    host: address.hosts[0]?.host ?? '',
    port: address.hosts[0]?.port ?? 0,
    user: address.user,
    pass: address.password,
    database: address.database,
    // The sockets are encrypted already.
    ssl: false,
    connect_timeout: address.connectTimeoutMs / 1_000,
    ...{ socket: openSocket },
  }
}
