import { compressionBrotli, compressionGzip } from '@connectrpc/connect-node'

/** The maximum size of a body in every encoding, before and after decompression. */
export const bodyBytesMax = 64 * 1024

/** The limits of an RPC in every protocol. */
export const rpcLimits = {
  readMaxBytes: bodyBytesMax,
  maxTimeoutMs: 10 * 60_000,
  acceptCompression: [compressionGzip, compressionBrotli],
}
