import { getRequestListener } from '@hono/node-server'
import type { Handler } from '../port/start-one-port.ts'
import { isNativeGrpc } from './native-grpc.ts'

type Web = { fetch: (request: Request, env: object) => Response | Promise<Response> }

/** Routes native gRPC requests, which need the trailers of HTTP/2, to `grpc` and all other requests to `web`. */
export function createListener(web: Web, grpc: Handler): Handler {
  const answer = getRequestListener((request, env) => web.fetch(request, env))
  return (request, response) => {
    const isGrpc = request.httpVersionMajor === 2 && isNativeGrpc(request.headers['content-type'])
    if (isGrpc) grpc(request, response)
    else void answer(request as never, response as never)
  }
}
