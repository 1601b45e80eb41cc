import type { ConnectRouter } from '@connectrpc/connect'
import type { Compression } from '@connectrpc/connect/protocol'

/** Adds the services to a router. */
export type Register = (router: ConnectRouter) => void

/** What bounds an RPC, whatever its protocol. */
export type RpcLimits = {
  readMaxBytes: number
  maxTimeoutMs: number
  acceptCompression: Compression[]
  shutdownSignal: AbortSignal
}
