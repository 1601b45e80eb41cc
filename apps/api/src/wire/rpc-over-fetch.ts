import {
  type ConnectRouter,
  type ConnectRouterOptions,
  createConnectRouter,
  createContextValues,
} from '@connectrpc/connect'
import {
  type UniversalHandler,
  type UniversalServerRequest,
  universalServerRequestFromFetch,
  universalServerResponseToFetch,
} from '@connectrpc/connect/protocol'
import type { Call } from '../calls/call.ts'
import { connectBody } from './connect-message.ts'
import { answerText, isText, readText } from './grpc-web-text.ts'
import type { Register, RpcLimits } from './rpc-limits.ts'

/** Answers a request for the RPC at `path`, or is absent where there is none. */
export type RpcOverFetch = (path: string) => ((request: Request) => Promise<Response>) | undefined

/** Connect and gRPC-Web (binary and text), which any HTTP version can carry. */
export function createRpcOverFetch(
  { framed, connect }: { framed: Register; connect: Register },
  limits: RpcLimits,
): RpcOverFetch {
  const ofGrpcWeb = handlersOf(framed, { ...limits, grpc: false, connect: false })
  const ofConnect = handlersOf(connect, { ...limits, grpc: false, grpcWeb: false })

  return path => {
    const [grpcWeb, unframed] = [ofGrpcWeb.get(path), ofConnect.get(path)]
    if (!grpcWeb || !unframed) return undefined
    return async request => {
      if (isText(request)) return answerText(await handle(grpcWeb, requestOf(readText(request))))
      return isGrpcWeb(request)
        ? handle(grpcWeb, requestOf(request))
        : handle(unframed, withBodyKept(request, limits.readMaxBytes))
    }
  }
}

/** The RPC path of each JSON route's call that takes no parameter from its path. */
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

function handlersOf(register: Register, options: ConnectRouterOptions): Map<string, UniversalHandler> {
  const router: ConnectRouter = createConnectRouter(options)
  register(router)
  return new Map(router.handlers.map(handler => [handler.requestPath, handler]))
}

async function handle(handler: UniversalHandler, request: UniversalServerRequest): Promise<Response> {
  return universalServerResponseToFetch(await handler(request))
}

const requestOf = (request: Request) => universalServerRequestFromFetch(request, {})

// A unary request's body is read within its call; all others as Connect reads them.
function withBodyKept(request: Request, bytesMax: number): UniversalServerRequest {
  const universal = requestOf(request)
  const type = /^application\/(json|proto)\b/i.exec(request.headers.get('content-type') ?? '')?.[1]
  if (!type || request.method !== 'POST') return universal
  const isBinary = type.toLowerCase() === 'proto'
  const header = new Headers(request.headers)
  header.delete('content-encoding')
  header.delete('content-length')
  const body = {
    chunks: universal.body as AsyncIterable<Uint8Array>,
    isBinary,
    encoding: request.headers.get('content-encoding'),
    bytesMax,
  }
  return {
    ...universal,
    header,
    body: nothing(isBinary),
    contextValues: createContextValues().set(connectBody, body),
  }
}

async function* nothing(isBinary: boolean): AsyncIterable<Uint8Array> {
  if (!isBinary) yield new TextEncoder().encode('{}')
}
