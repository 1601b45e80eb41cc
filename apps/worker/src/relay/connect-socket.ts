import { promises as dns, type LookupAddress } from 'node:dns'
import { connect, type LookupFunction, type Socket } from 'node:net'

// For each address of a host but the last.
const addressMs = 2_000

/**
 * Connects to a host by its name as this machine resolves it, which includes /etc/hosts; all of its addresses are tried.
 * The name is resolved for each connection. The socket is returned before it is connected; `connected` then resolves, or
 * rejects with a message that names the cause.
 */
export function connectSocket(host: string, port: number): { socket: Socket; connected: Promise<void> } {
  const socket = connect({
    host,
    port,
    lookup,
    autoSelectFamily: true,
    autoSelectFamilyAttemptTimeout: addressMs,
  })
  const connected = new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve)
    socket.on('error', error => reject(new Error(messageOf(error))))
    socket.once('close', () => reject(new Error('the connection was closed')))
  })
  connected.catch(() => {})
  return { socket, connected }
}

const lookups = new Map<string, Promise<LookupAddress[]>>()

// A lookup occupies one of the few threads of the process, and for long if no name server answers.
const lookup: LookupFunction = (host, { all }, callback) => {
  const lookup = lookups.get(host) ?? dns.lookup(host, { all: true })
  lookups.set(host, lookup)
  lookup
    .finally(() => lookups.delete(host))
    .then(
      addresses => {
        const [first] = addresses
        if (all) callback(null, addresses)
        else callback(null, first?.address ?? '', first?.family)
      },
      error => callback(error, ''),
    )
}

// If several addresses fail, the message of the whole is empty.
function messageOf(error: Error): string {
  const causes = error instanceof AggregateError ? (error.errors as Error[]) : [error]
  return causes.map(({ message }) => message).join(', ')
}
