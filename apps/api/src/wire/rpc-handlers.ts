import type { DescMessage, MessageShape } from '@bufbuild/protobuf'
import {
  type ConnectRouter,
  type ConnectRouterOptions,
  createConnectRouter,
  createContextKey,
  createContextValues,
  type HandlerContext,
} from '@connectrpc/connect'
import type { UniversalHandlerFn, UniversalServerRequest } from '@connectrpc/connect/protocol'
import { parseContentType } from '@connectrpc/connect/protocol-connect'
import { acceptedLanguages } from '@passlink/runtime'
import type { Call } from '../calls/call.ts'
import type { Invoke } from './invoke.ts'
import { readOnlyMessage, readUnaryMessage } from './read-rpc-message.ts'
import { rpcError } from './rpc-error.ts'
import { rpcLimits } from './rpc-limits.ts'

type Message = MessageShape<DescMessage>

/** The handler of each RPC by its path. */
export type RpcHandlers = ReadonlyMap<string, UniversalHandlerFn>

const requestIdKey = createContextKey('')
const unreadRequestKey = createContextKey<UniversalServerRequest | undefined>(undefined)

/** What goes with every RPC request: the id under which it is logged. */
export const rpcContext = (requestId: string) => createContextValues().set(requestIdKey, requestId)

/**
 * The handlers of all calls, and of the services that `addServices` adds, in each protocol. A call authenticates its
 * caller before it reads the message, and refuses one that cannot be read as it refuses everything. Connect would read
 * the message of a unary RPC first, so its handlers get none to read:
 * - on the wire of gRPC and gRPC-Web one message and a stream of one are the same, and a stream is read by its handler;
 * - the unary requests of Connect come with an empty body, and the full request as a context value.
 */
export function createRpcHandlers(
  calls: readonly Call[],
  invoke: Invoke,
  addServices: (router: ConnectRouter) => void,
): { grpc: RpcHandlers; grpcWeb: RpcHandlers; connect: RpcHandlers } {
  function addFramed(router: ConnectRouter, call: Call) {
    router.rpc({ ...call.method, methodKind: 'client_streaming' }, (messages, context) =>
      answer(call, context, () => readOnlyMessage(messages)),
    )
  }
  function addUnary(router: ConnectRouter, call: Call) {
    router.rpc(call.method, (_empty: Message, context: HandlerContext) =>
      answer(call, context, () =>
        readUnaryMessage(call.method.input, context.values.get(unreadRequestKey) as UniversalServerRequest),
      ),
    )
  }

  async function answer(call: Call, context: HandlerContext, readMessage: () => Promise<Message>) {
    const { requestHeader, responseHeader, responseTrailer, protocolName, values, signal } = context
    const requestId = values.get(requestIdKey)
    responseHeader.set('x-request-id', requestId)
    try {
      return await invoke(call, {
        encoding: protocolName === 'grpc' || protocolName === 'grpc-web' ? protocolName : 'connect',
        requestId,
        header: name => requestHeader.get(name) ?? undefined,
        setHeader(name, value) {
          responseHeader.set(name, value)
          responseTrailer.set(name, value)
        },
        signal,
        readMessage,
      })
    } catch (error) {
      throw rpcError(error, acceptedLanguages(requestHeader.get('accept-language') ?? undefined))
    }
  }

  function handlersOf(protocols: ConnectRouterOptions, addCall: typeof addFramed) {
    const router = createConnectRouter({ ...rpcLimits, ...protocols })
    for (const call of calls) addCall(router, call)
    const ofCalls = new Set(router.handlers)
    addServices(router)
    return router.handlers.map(handler => ({ handler, isCall: ofCalls.has(handler) }))
  }
  const byPath = (handlers: ReturnType<typeof handlersOf>) =>
    new Map(handlers.map(({ handler }) => [handler.requestPath, handler]))

  return {
    grpc: byPath(handlersOf({ grpcWeb: false, connect: false }, addFramed)),
    grpcWeb: byPath(handlersOf({ grpc: false, connect: false }, addFramed)),
    connect: new Map(
      handlersOf({ grpc: false, grpcWeb: false }, addUnary).map(({ handler, isCall }) => [
        handler.requestPath,
        isCall ? (request: UniversalServerRequest) => handler(withoutMessage(request)) : handler,
      ]),
    ),
  }
}

function withoutMessage(request: UniversalServerRequest): UniversalServerRequest {
  const type = parseContentType(request.header.get('content-type'))
  if (!type || type.stream || request.method !== 'POST') return request
  const header = new Headers(request.header)
  header.delete('content-encoding')
  header.delete('content-length')
  const contextValues = (request.contextValues ?? createContextValues()).set(unreadRequestKey, request)
  return { ...request, header, contextValues, body: emptyMessage(type.binary) }
}

async function* emptyMessage(isBinary: boolean): AsyncIterable<Uint8Array> {
  if (!isBinary) yield new TextEncoder().encode('{}')
}
