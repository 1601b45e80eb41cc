import type { DescMessage, MessageShape } from '@bufbuild/protobuf'
import type { ConnectRouter, HandlerContext } from '@connectrpc/connect'
import type { Call } from '../calls/call.ts'
import { readConnectMessage } from './connect-message.ts'
import { readOnlyMessage } from './framed-message.ts'
import type { Encoding, Invoke } from './invoke.ts'
import { languagesOf } from './languages-of.ts'
import { requestIdOf } from './request-id-of.ts'
import { rpcError } from './rpc-error.ts'

type Message = MessageShape<DescMessage>

/**
 * Registers every call for gRPC and gRPC-Web. On their wire one message and a stream of one are the same: as a stream it
 * is read within the call, so that one which cannot be read is refused, counted and logged like all that is refused.
 */
export function addFramedCalls(router: ConnectRouter, calls: readonly Call[], invoke: Invoke): void {
  for (const call of calls) {
    router.rpc({ ...call.method, methodKind: 'client_streaming' }, (messages, context) =>
      answer(call, context, invoke, () => readOnlyMessage(messages)),
    )
  }
}

/** Registers every call for Connect, whose messages are read within the call too. */
export function addConnectCalls(router: ConnectRouter, calls: readonly Call[], invoke: Invoke): void {
  for (const call of calls) {
    router.rpc(call.method, (_empty, context: HandlerContext) =>
      answer(call, context, invoke, () => readConnectMessage(call, context)),
    )
  }
}

async function answer(
  call: Call,
  context: HandlerContext,
  invoke: Invoke,
  readMessage: () => Promise<Message>,
): Promise<Message> {
  const header = (name: string) => context.requestHeader.get(name) ?? undefined
  const requestId = requestIdOf(header)
  context.responseHeader.set('x-request-id', requestId)
  try {
    return await invoke(call, {
      encoding: encodingOf(context),
      requestId,
      header,
      tell(name, value) {
        context.responseHeader.set(name, value)
        context.responseTrailer.set(name, value)
      },
      readMessage,
    })
  } catch (error) {
    throw rpcError(error, languagesOf(header))
  }
}

function encodingOf({ protocolName }: HandlerContext): Encoding {
  return protocolName === 'grpc' || protocolName === 'grpc-web' ? protocolName : 'connect'
}
