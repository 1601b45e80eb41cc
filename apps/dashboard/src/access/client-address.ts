import type { IncomingMessage } from 'node:http'
import type { AddressOf } from '@passlink/runtime'
import type { Context } from 'hono'

/** The address of the client that sent a request. */
export type ClientAddress = (c: Context) => string

/** Reads addresses from requests to the server of Node. */
export function createClientAddress(addressOf: AddressOf): ClientAddress {
  return c => {
    const incoming = (c.env as { incoming?: IncomingMessage } | undefined)?.incoming
    return addressOf({
      socketAddress: incoming?.socket.remoteAddress,
      forwardedFor: c.req.header('x-forwarded-for'),
    })
  }
}
