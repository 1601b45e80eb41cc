import { connectNodeAdapter } from '@connectrpc/connect-node'
import type { Handler } from '../port/start-one-port.ts'
import type { Register, RpcLimits } from './rpc-limits.ts'

/** Whether a request speaks gRPC itself, which needs HTTP/2 (and not gRPC-Web). */
export function isNativeGrpc(contentType: string | undefined): boolean {
  return /^application\/grpc(\+(proto|json))?\s*(;|$)/i.test(contentType ?? '')
}

/** Native gRPC. A JSON route's path stands for its RPC; a path that is none is UNIMPLEMENTED. */
export function createNativeGrpc(
  register: Register,
  limits: RpcLimits,
  pathsByRoute: ReadonlyMap<string, string>,
): Handler {
  const answer = connectNodeAdapter({
    routes: register,
    connect: false,
    grpcWeb: false,
    ...limits,
    fallback(request, response) {
      const type = request.headers['content-type'] ?? 'application/grpc'
      response.writeHead(200, { 'content-type': type, 'grpc-status': '12', 'grpc-message': 'unknown method' })
      response.end()
    },
  })
  return (request, response) => {
    const path = request.url?.split('?')[0] ?? ''
    request.url = pathsByRoute.get(path) ?? path
    answer(request, response)
  }
}
