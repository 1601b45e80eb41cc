import { universalServerRequestFromFetch, universalServerResponseToFetch } from '@connectrpc/connect/protocol'
import type { Call } from '../calls/call.ts'
import type { Caller } from '../identity/authenticate.ts'
import { answerText, isText, readText } from './grpc-web-text.ts'
import { rpcContext } from './rpc-context.ts'
import type { RpcHandlers } from './rpc-handlers.ts'

/** The function that answers requests for the RPC at `path`; undefined if there is no such RPC. */
export type RpcOverFetch = (
  path: string,
) => ((request: Request, caller: Caller, incoming: Incoming) => Promise<Response>) | undefined

type Incoming = Parameters<typeof rpcContext>[1]

/** Answers Connect and gRPC-Web (binary and text), which work over every version of HTTP. */
export function createRpcOverFetch(grpcWeb: RpcHandlers, connect: RpcHandlers): RpcOverFetch {
  return path => {
    if (!connect.has(path)) return undefined
    return async (request, caller, incoming) => {
      async function answer(handlers: RpcHandlers, request: Request) {
        const universal = universalServerRequestFromFetch(request, {})
        const handler = handlers.get(path) as NonNullable<ReturnType<RpcHandlers['get']>>
        const contextValues = rpcContext(caller, incoming)
        return universalServerResponseToFetch(await handler({ ...universal, contextValues }))
      }
      if (isText(request)) return answerText(await answer(grpcWeb, readText(request)))
      return answer(isGrpcWeb(request) ? grpcWeb : connect, request)
    }
  }
}

/** The RPC path of each JSON route that has no parameter in its path. */
export function rpcPathsByRoute(calls: readonly Call[]): Map<string, string> {
  return new Map(
    calls.flatMap(({ method, route }) =>
      route.paths
        .filter(path => !path.includes(':'))
        .map(path => [path, `/${method.parent.typeName}/${method.name}`]),
    ),
  )
}

export function isGrpcWeb(request: Request): boolean {
  return /^application\/grpc-web/i.test(request.headers.get('content-type') ?? '')
}
