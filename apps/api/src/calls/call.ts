import type { DescMessage, DescMethodUnary, MessageShape } from '@bufbuild/protobuf'
import type { Identity } from '../identity/authenticate.ts'

/** A request apart from its message, and its answer's headers, in every encoding. */
export type RequestFacts = {
  requestId: string
  header: (name: string) => string | undefined
  /** Sets a response header, and in an RPC a trailer of the same name. */
  setHeader: (name: string, value: string) => void
  /** Aborted when the caller hangs up or the deadline of their RPC passes. */
  signal: AbortSignal
}

/** `fingerprint` stands for this call with this message: SHA-256 in hex. */
export type CallContext = RequestFacts & { identity: Identity; fingerprint: string }

/** The JSON route of a call: `:name` in a path fills the field of that name. */
export type HttpRoute = { verb: 'POST' | 'DELETE'; paths: string[] }

/** A call: its RPC, its JSON route, and what it does. Failures are thrown as ApiError. */
export type Call<Input extends DescMessage = DescMessage, Output extends DescMessage = DescMessage> = {
  method: DescMethodUnary<Input, Output>
  route: HttpRoute
  handle: (input: MessageShape<Input>, context: CallContext) => Promise<MessageShape<Output>>
}

/** Describes a call without the types of its messages, so that calls of different messages fit in one list. */
export function defineCall<Input extends DescMessage, Output extends DescMessage>(
  method: DescMethodUnary<Input, Output>,
  route: HttpRoute,
  handle: Call<Input, Output>['handle'],
): Call {
  return { method, route, handle } as unknown as Call
}
