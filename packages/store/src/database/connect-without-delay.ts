import { connect, type Socket } from 'node:net'

type Target = { host: string[]; port: number[]; path: string | false }

/**
 * Opens the sockets of a pool, to its hosts in turn. By default the driver's sockets hold a small write back until the last
 * one was acknowledged (Nagle's algorithm, RFC 896): statements that are sent together would each wait for the one before.
 */
export function createConnectWithoutDelay(): (target: Target) => Socket {
  let opened = 0
  return ({ host, port, path }) => {
    const index = opened % host.length
    opened += 1
    if (path) return connect({ path })
    const socket = connect({ host: host[index] as string, port: port[index] as number, noDelay: true })
    // The driver reads the name for TLS from here.
    return Object.assign(socket, { host: host[index] })
  }
}
