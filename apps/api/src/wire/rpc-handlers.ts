import type { DescMessage, MessageShape } from '@bufbuild/protobuf'
import {
  type ConnectRouter,
  type ConnectRouterOptions,
  createConnectRouter,
  createContextKey,
  createContextValues,
  type HandlerContext,
} from '@connectrpc/connect'
import {
  createMethodUrl,
  type UniversalHandlerFn,
  type UniversalServerRequest,
} from '@connectrpc/connect/protocol'
import { parseContentType } from '@connectrpc/connect/protocol-connect'
import { acceptedLanguages } from '@passlink/runtime'
import type { Call, RequestMetadata } from '../calls/call.ts'
import { deadlineIn } from './call-end.ts'
import type { Encoding, Invoke } from './invoke.ts'
import { readSingleMessage, readUnaryMessage } from './read-rpc-message.ts'
import { callerKey } from './rpc-context.ts'
import { rpcError } from './rpc-error.ts'
import { rpcLimits } from './rpc-limits.ts'
import { createUnaryGrpc, type UnaryGrpc } from './unary-grpc.ts'

type Message = MessageShape<DescMessage>

/** The handler of each RPC by its path. */
export type RpcHandlers = ReadonlyMap<string, UniversalHandlerFn>

const fullRequestKey = createContextKey<UniversalServerRequest | undefined>(undefined)

/** Answers a call, or rejects with a ConnectError. */
export type AnswerRpc = (
  request: Pick<RequestMetadata, 'requestId' | 'address' | 'header' | 'signal' | 'deadline'> & {
    encoding: Encoding
    responseHeader: Headers
    responseTrailer: Headers
  },
  readMessage: () => Promise<Message>,
) => Promise<Message>

/**
 * The handlers of all calls, and of the services that `addServices` adds, in each protocol; `unaryGrpc` has the calls
 * in native gRPC. A call authenticates the caller before it reads the message, and reports an unreadable message like
 * every other error. The library reads the message of a unary RPC before it calls the handler, so the handlers avoid
 * that:
 * - In gRPC-Web the calls are declared as client streaming, which is the same on the wire for one message. The handler
 *   reads the stream.
 * - A unary request of Connect is passed on with an empty body, and with the full request as a context value.
 */
export function createRpcHandlers(
  calls: readonly Call[],
  invoke: Invoke,
  addServices: (router: ConnectRouter) => void,
): {
  unaryGrpc: ReadonlyMap<string, UnaryGrpc>
  grpc: RpcHandlers
  grpcWeb: RpcHandlers
  connect: RpcHandlers
} {
  function addFramed(router: ConnectRouter, call: Call) {
    router.rpc({ ...call.method, methodKind: 'client_streaming' }, (messages, context) =>
      answerOf(call)(requestOf(context), () => readSingleMessage(messages)),
    )
  }
  function addUnary(router: ConnectRouter, call: Call) {
    router.rpc(call.method, (_empty: Message, context: HandlerContext) =>
      answerOf(call)(requestOf(context), () =>
        readUnaryMessage(call.method.input, context.values.get(fullRequestKey) as UniversalServerRequest),
      ),
    )
  }

  function answerOf(call: Call): AnswerRpc {
    return async ({ responseHeader, responseTrailer, ...request }, readMessage) => {
      responseHeader.set('x-request-id', request.requestId)
      try {
        return await invoke(call, {
          ...request,
          setHeader(name, value) {
            responseHeader.set(name, value)
            responseTrailer.set(name, value)
          },
          readMessage,
        })
      } catch (error) {
        throw rpcError(error, acceptedLanguages(request.header('accept-language')))
      }
    }
  }

  function handlersOf(
    protocols: ConnectRouterOptions,
    calls: readonly Call[],
    addCall: typeof addFramed = addFramed,
  ) {
    const router = createConnectRouter({ ...rpcLimits, ...protocols })
    for (const call of calls) addCall(router, call)
    const callHandlers = new Set(router.handlers)
    addServices(router)
    return router.handlers.map(handler => ({ handler, isCall: callHandlers.has(handler) }))
  }
  const byPath = (handlers: ReturnType<typeof handlersOf>) =>
    new Map(handlers.map(({ handler }) => [handler.requestPath, handler]))

  return {
    unaryGrpc: new Map(
      calls.map(call => [createMethodUrl('/', call.method), createUnaryGrpc(call.method, answerOf(call))]),
    ),
    grpc: byPath(handlersOf({ grpcWeb: false, connect: false }, [])),
    grpcWeb: byPath(handlersOf({ grpc: false, connect: false }, calls)),
    connect: new Map(
      handlersOf({ grpc: false, grpcWeb: false }, calls, addUnary).map(({ handler, isCall }) => [
        handler.requestPath,
        isCall ? (request: UniversalServerRequest) => handler(withoutMessage(request)) : handler,
      ]),
    ),
  }
}

function requestOf(context: HandlerContext): Parameters<AnswerRpc>[0] {
  const { requestHeader, responseHeader, responseTrailer, protocolName, values, signal } = context
  return {
    encoding: protocolName === 'grpc-web' ? protocolName : 'connect',
    ...values.get(callerKey),
    header: name => requestHeader.get(name) ?? undefined,
    responseHeader,
    responseTrailer,
    signal,
    deadline: deadlineIn(context.timeoutMs()),
  }
}

function withoutMessage(request: UniversalServerRequest): UniversalServerRequest {
  const type = parseContentType(request.header.get('content-type'))
  if (!type || type.stream || request.method !== 'POST') return request
  const header = new Headers(request.header)
  header.delete('content-encoding')
  header.delete('content-length')
  const contextValues = (request.contextValues ?? createContextValues()).set(fullRequestKey, request)
  return { ...request, header, contextValues, body: emptyMessage(type.binary) }
}

async function* emptyMessage(isBinary: boolean): AsyncIterable<Uint8Array> {
  if (!isBinary) yield new TextEncoder().encode('{}')
}
