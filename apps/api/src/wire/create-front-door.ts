import { getRequestListener } from '@hono/node-server'
import type { Handler } from '../port/start-one-port.ts'
import { isNativeGrpc } from './native-grpc.ts'

type Web = { fetch: (request: Request) => Response | Promise<Response> }

/** Native gRPC goes its own way, for only HTTP/2's trailers carry it; all else is the web's. */
export function createFrontDoor(web: Web, grpc: Handler): Handler {
  const answer = getRequestListener(request => web.fetch(request))
  return (request, response) => {
    const isGrpc = request.httpVersionMajor === 2 && isNativeGrpc(request.headers['content-type'])
    if (isGrpc) grpc(request, response)
    else void answer(request as never, response as never)
  }
}
