import { createHash } from 'node:crypto'
import { type DescMessage, type MessageShape, toBinary } from '@bufbuild/protobuf'
import type { Logger } from '@passlink/runtime'
import { code, codeName } from '../api-error.ts'
import type { Call, RequestMetadata } from '../calls/call.ts'
import type { Authenticate } from '../identity/authenticate.ts'
import { Refusal } from '../identity/refusals/refusals.ts'
import { toApiError } from '../to-api-error.ts'
import type { CallMetrics } from './call-metrics.ts'
import { unlessAborted } from './unless-aborted.ts'

export type Encoding = 'json' | 'connect' | 'grpc' | 'grpc-web'

type Message = MessageShape<DescMessage>

type Request = RequestMetadata & { encoding: Encoding; readMessage: () => Promise<Message> }

/** Answers a request for a call, or rejects with an ApiError that the caller may see. */
export type Invoke = (call: Call, request: Request) => Promise<Message>

/**
 * Runs a call, the same way in every encoding: authenticates the caller, reads the message, runs the handler, and counts
 * and logs the outcome. When the caller disconnects or its deadline passes, the call ends at once, whatever it waits
 * for, and no further step begins.
 */
export function createInvoke(authenticate: Authenticate, metrics: CallMetrics, log: Logger): Invoke {
  return async (call, { encoding, readMessage, ...metadata }) => {
    const start = performance.now()
    const { requestId, signal } = metadata
    async function run() {
      const identity = await authenticate(metadata.header('authorization'), metadata)
      // A message that is incomplete because the caller disconnected is not malformed.
      const message = await readMessage().finally(() => signal.throwIfAborted())
      return call.handle(message, {
        ...metadata,
        identity,
        fingerprint: () => fingerprint(call, message),
      })
    }
    const report = (status: string) => {
      const ms = performance.now() - start
      metrics.observe({ call: call.method.name, encoding, status }, ms)
      log.info({ requestId, call: call.method.name, encoding, status, ms: Math.round(ms) }, 'call')
    }
    try {
      const answer = await unlessAborted(signal, run())
      report('ok')
      return answer
    } catch (error) {
      const apiError = toApiError(error, signal)
      const isOurs = apiError.code === code.internal || apiError.code === code.unavailable
      if (isOurs && !(apiError instanceof Refusal)) {
        log.error({ err: error, requestId }, 'call failed')
      }
      report(codeName(apiError.code))
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
