import { once } from 'node:events'
import { connect, isIP, type Socket } from 'node:net'
import { type ConnectionOptions, connect as connectTls } from 'node:tls'
import type { DatabaseLocation } from './parse-database-url.ts'

/** A connection to a server of the database, encrypted where that is asked for, on which nothing was said yet. */
export type DatabaseSocket = {
  socket: Socket
  /** Makes the next connections go to another host first: this one cannot write. */
  avoidHost: () => void
}

/** Where a driver finds the database, and how it reaches it. */
export type DatabaseAddress = DatabaseLocation & {
  /** Tries each host once, first the one that worked last. Rejects with the error of the last. */
  connect: () => Promise<DatabaseSocket>
}

// SSLRequest (PostgreSQL protocol 3, section "SSL Session Encryption").
const tlsRequest = Buffer.from([0, 0, 0, 8, 4, 210, 22, 47])
const acceptsTls = 'S'

/** Adds to a location the way to connect to it, which all pools of a process share. */
export function createDatabaseAddress(location: DatabaseLocation): DatabaseAddress {
  const { hosts } = location
  let preferred = 0

  async function connectToAny(): Promise<DatabaseSocket> {
    const first = preferred
    let failure: unknown
    for (let tried = 0; tried < hosts.length; tried += 1) {
      const index = (first + tried) % hosts.length
      try {
        const socket = await connectTo(location, index)
        preferred = index
        return { socket, avoidHost: () => avoid(index) }
      } catch (error) {
        failure = error
      }
    }
    throw failure
  }

  function avoid(index: number) {
    if (preferred === index) preferred = (index + 1) % hosts.length
  }

  return { ...location, connect: connectToAny }
}

async function connectTo({ hosts, tls, connectTimeoutMs }: DatabaseLocation, index: number): Promise<Socket> {
  const { host, port } = hosts[index] as { host: string; port: number }
  const isLocal = host.startsWith('/')
  const signal = AbortSignal.timeout(connectTimeoutMs)
  // A small write is not to wait until the last one was acknowledged (Nagle's algorithm, RFC 896).
  const socket = isLocal ? connect(`${host}/.s.PGSQL.${port}`) : connect({ host, port, noDelay: true })
  // Errors are those of what is awaited, and of the driver from then on.
  socket.on('error', () => {})
  try {
    await once(socket, 'connect', { signal })
    if (!tls || isLocal) return socket
    if (await offersTls(socket, signal)) return await encrypt(socket, host, tls.options, signal)
    if (tls.isRequired) throw Object.assign(new Error('the database offers no TLS'), { code: 'ECONNREFUSED' })
    return socket
  } catch (error) {
    socket.destroy()
    throw signal.aborted ? timeoutError() : error
  }
}

async function offersTls(socket: Socket, signal: AbortSignal): Promise<boolean> {
  socket.write(tlsRequest)
  const closed = once(socket, 'close', { signal }).then(() => [''])
  const [answer] = await Promise.race([once(socket, 'data', { signal }), closed])
  // More than one byte would be a text that somebody in between wants to be taken as encrypted (CVE-2021-23222).
  if (answer.length !== 1) throw protocolError()
  return answer.toString() === acceptsTls
}

async function encrypt(socket: Socket, host: string, options: ConnectionOptions, signal: AbortSignal) {
  const servername = isIP(host) ? {} : { servername: host }
  const encrypted = connectTls({ socket, host, ...servername, ...options }).on('error', () => {})
  await once(encrypted, 'secureConnect', { signal })
  return encrypted
}

const timeoutError = () => Object.assign(new Error('the database does not answer'), { code: 'ETIMEDOUT' })

const protocolError = () =>
  Object.assign(new Error('the database closed the connection, or does not speak its protocol'), {
    code: 'ECONNRESET',
  })
