import type { IncomingMessage } from 'node:http'
import type { Http2ServerRequest } from 'node:http2'
import { type ContextValues, createContextKey, createContextValues } from '@connectrpc/connect'
import type { Caller } from '../identity/authenticate.ts'

export const callerKey = createContextKey<Caller>({ requestId: '', address: () => '' })

/** An object that the requests of one connection have in common. */
export const connectionKey = createContextKey<object>({})

/** The context values of every RPC request: whose it is, and its connection. */
export function rpcContext(caller: Caller, incoming: IncomingMessage | Http2ServerRequest): ContextValues {
  const connection = 'stream' in incoming ? incoming.stream.session : incoming.socket
  const values = createContextValues().set(callerKey, caller)
  return connection ? values.set(connectionKey, connection) : values
}
