import type { Http2ServerRequest, Http2ServerResponse } from 'node:http2'
import { universalRequestFromNodeRequest, universalResponseToNodeResponse } from '@connectrpc/connect-node'
import type { Logger } from '@passlink/runtime'
import type { Handler } from '../port/start-one-port.ts'
import type { CallerOf } from './create-caller-of.ts'
import { requestIdOf } from './request-id-of.ts'
import { rpcContext } from './rpc-context.ts'
import type { RpcHandlers } from './rpc-handlers.ts'
import type { UnaryGrpc } from './unary-grpc.ts'

/** Whether a content type is that of native gRPC, which needs HTTP/2, and not of gRPC-Web. */
export function isNativeGrpc(contentType: string | undefined): boolean {
  return /^application\/grpc(\+(proto|json))?\s*(;|$)/i.test(contentType ?? '')
}

/** Answers native gRPC. The path of a JSON route works as the path of its RPC. An unknown path is UNIMPLEMENTED. */
export function createNativeGrpc(
  calls: ReadonlyMap<string, UnaryGrpc>,
  handlers: RpcHandlers,
  pathsByRoute: ReadonlyMap<string, string>,
  callerOf: CallerOf,
  log: Logger,
): Handler {
  async function answer(request: Http2ServerRequest, response: Http2ServerResponse) {
    const path = request.url?.split('?')[0] ?? ''
    const rpcPath = pathsByRoute.get(path) ?? path
    const caller = callerOf(request, requestIdOf(request.headers['x-request-id']))
    const call = calls.get(rpcPath)
    if (call) return call(request, response, caller)
    const handler = handlers.get(rpcPath)
    if (!handler) return refuseUnknown(request, response)
    const universal = universalRequestFromNodeRequest(
      request,
      response,
      undefined,
      rpcContext(caller, request),
    )
    await universalResponseToNodeResponse(await handler(universal), response)
  }
  return (request, response) => {
    // Native gRPC needs the trailers of HTTP/2.
    answer(request as Http2ServerRequest, response as Http2ServerResponse).catch(error => {
      log.debug({ err: error }, 'an answer was not written')
      response.destroy()
    })
  }
}

function refuseUnknown({ headers }: Http2ServerRequest, response: Http2ServerResponse) {
  const type = headers['content-type'] ?? 'application/grpc'
  const head = { 'content-type': type, 'grpc-status': '12', 'grpc-message': 'unknown method' }
  response.writeHead(200, head).end()
}
