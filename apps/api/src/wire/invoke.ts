import { createHash } from 'node:crypto'
import { type DescMessage, type MessageShape, toBinary } from '@bufbuild/protobuf'
import type { Logger, Tracing } from '@passlink/runtime'
import { codeName } from '../api-error.ts'
import type { Call, RequestMetadata } from '../calls/call.ts'
import type { Authenticate } from '../identity/authenticate.ts'
import { isFault } from '../identity/refusals/refusals.ts'
import { toApiError } from '../to-api-error.ts'
import type { CallMetrics } from './call-metrics.ts'
import { beginCall, endCall } from './call-span.ts'
import { unlessAborted } from './unless-aborted.ts'

export type Encoding = 'json' | 'connect' | 'grpc' | 'grpc-web'

type Message = MessageShape<DescMessage>

/** `path` is that of the JSON route. */
type Request = RequestMetadata & { encoding: Encoding; path?: string; readMessage: () => Promise<Message> }

/** Answers a request for a call, or rejects with an ApiError that the caller may see. */
export type Invoke = (call: Call, request: Request) => Promise<Message>

/**
 * Runs a call, the same way in every encoding: authenticates the caller, reads the message, runs the handler, and counts
 * and logs the outcome, and traces it with `tracing`. When the caller disconnects or its deadline passes, the call ends at
 * once, whatever it waits for, and no further step begins.
 */
export function createInvoke(
  authenticate: Authenticate,
  metrics: CallMetrics,
  tracing: Tracing | undefined,
  log: Logger,
): Invoke {
  return async (call, { encoding, path, readMessage, ...metadata }) => {
    const start = performance.now()
    const span = tracing && beginCall(tracing, call, { encoding, path, header: metadata.header })
    const { requestId, signal } = metadata
    async function run() {
      const identity = await authenticate(metadata.header('authorization'), metadata)
      // A message that is incomplete because the caller disconnected is not malformed.
      const message = await readMessage().finally(() => signal.throwIfAborted())
      return call.handle(message, {
        ...metadata,
        identity,
        span,
        fingerprint: () => fingerprint(call, message),
      })
    }
    const report = (status: string) => {
      const ms = performance.now() - start
      metrics.observe({ call: call.method.name, encoding, code: status }, ms)
      const facts = { requestId, trace_id: span?.traceId, call: call.method.name, encoding, status }
      log.info({ ...facts, ms: Math.round(ms) }, 'call')
    }
    try {
      const answer = await unlessAborted(signal, run())
      report('ok')
      if (span) endCall(span, encoding)
      return answer
    } catch (error) {
      const apiError = toApiError(error, signal)
      if (isFault(apiError)) log.error({ err: error, requestId, trace_id: span?.traceId }, 'call failed')
      report(codeName(apiError.code))
      if (span) endCall(span, encoding, apiError)
      throw apiError
    }
  }
}

function fingerprint({ method }: Call, message: Message): string {
  return createHash('sha256')
    .update(method.name)
    .update('\0')
    .update(toBinary(method.input, message))
    .digest('hex')
}
