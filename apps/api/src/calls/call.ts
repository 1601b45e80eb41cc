import type { DescMessage, DescMethodUnary, MessageShape } from '@bufbuild/protobuf'
import type { Span } from '@passlink/runtime'
import type { Caller, Identity } from '../identity/authenticate.ts'

/** The metadata of a request, without its message, and a setter for response headers; the same for every encoding. */
export type RequestMetadata = Caller & {
  header: (name: string) => string | undefined
  /** Sets a response header, and in an RPC a trailer of the same name. */
  setHeader: (name: string, value: string) => void
  /** Aborted when the caller disconnects or the deadline of the RPC passes. */
  signal: AbortSignal
  /** The latest moment at which the signal is aborted, by `performance.now()`; Infinity if the caller set none. */
  deadline: number
}

/**
 * `fingerprint` computes what identifies the call and its message: SHA-256 in hex. `span` is the call's, if it is
 * traced.
 */
export type CallContext = RequestMetadata & {
  identity: Identity
  fingerprint: () => string
  span?: Span | undefined
}

/** The JSON route of a call: `:name` in a path sets the field of that name. */
export type HttpRoute = { verb: 'POST' | 'DELETE'; paths: string[] }

/** A call: its RPC, its JSON route and its handler. `handle` rejects with an ApiError. */
export type Call<Input extends DescMessage = DescMessage, Output extends DescMessage = DescMessage> = {
  method: DescMethodUnary<Input, Output>
  route: HttpRoute
  handle: (input: MessageShape<Input>, context: CallContext) => Promise<MessageShape<Output>>
}

/** Erases the message types of a call, so that calls with different messages fit in one list. */
export function defineCall<Input extends DescMessage, Output extends DescMessage>(
  method: DescMethodUnary<Input, Output>,
  route: HttpRoute,
  handle: Call<Input, Output>['handle'],
): Call {
  return { method, route, handle } as unknown as Call
}
