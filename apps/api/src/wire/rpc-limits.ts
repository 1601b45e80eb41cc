import { compressionBrotli, compressionGzip } from '@connectrpc/connect-node'

/** The largest body that any encoding may have, as sent and unpacked. */
export const bodyBytesMax = 64 * 1024

/** What bounds an RPC, whatever its protocol. */
export const rpcLimits = {
  readMaxBytes: bodyBytesMax,
  maxTimeoutMs: 10 * 60_000,
  acceptCompression: [compressionGzip, compressionBrotli],
}
