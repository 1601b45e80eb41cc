import type { IncomingMessage } from 'node:http'
import type { Http2ServerRequest } from 'node:http2'
import type { AddressOf } from '@passlink/runtime'
import type { Caller } from '../identity/authenticate.ts'

/** Whose request it is. */
export type CallerOf = (request: IncomingMessage | Http2ServerRequest, requestId: string) => Caller

/** The address of a caller who has disconnected is unknown, unless a proxy wrote it down. */
export function createCallerOf(addressOf: AddressOf): CallerOf {
  return (request, requestId) => ({
    requestId,
    address: () =>
      addressOf({
        socketAddress: request.socket?.remoteAddress,
        forwardedFor: request.headers['x-forwarded-for']?.toString(),
      }),
  })
}
