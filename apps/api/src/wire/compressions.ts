import { compressionBrotli, compressionGzip } from '@connectrpc/connect-node'

/** The compressions that RPCs may use, in both directions. */
export const compressions = [compressionGzip, compressionBrotli]
