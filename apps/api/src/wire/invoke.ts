import { createHash } from 'node:crypto'
import { type DescMessage, type MessageShape, toBinary } from '@bufbuild/protobuf'
import type { Logger } from '@passlink/runtime'
import { code, codeName } from '../api-error.ts'
import type { Call, RequestFacts } from '../calls/call.ts'
import type { Authenticate } from '../identity/authenticate.ts'
import { toApiError } from '../to-api-error.ts'
import type { CallMetrics } from './call-metrics.ts'

export type Encoding = 'json' | 'connect' | 'grpc' | 'grpc-web'

type Message = MessageShape<DescMessage>

type Request = RequestFacts & { encoding: Encoding; readMessage: () => Promise<Message> }

/** Answers a request for a call, or rejects with an ApiError that the caller may be shown. */
export type Invoke = (call: Call, request: Request) => Promise<Message>

/**
 * What every call passes in every encoding: it authenticates the caller, reads the message, has the call handled unless
 * its caller has gone by then, and counts and logs how it ended.
 */
export function createInvoke(authenticate: Authenticate, metrics: CallMetrics, log: Logger): Invoke {
  return async (call, { encoding, readMessage, ...facts }) => {
    const start = performance.now()
    const { requestId, signal } = facts
    const report = (status: string) => {
      const ms = performance.now() - start
      metrics.observe({ call: call.method.name, encoding, status }, ms)
      log.info({ requestId, call: call.method.name, encoding, status, ms: Math.round(ms) }, 'call')
    }
    try {
      const identity = await authenticate(facts.header('authorization'))
      // A message that ends early because its caller has gone is not a malformed one.
      const message = await readMessage().finally(() => signal.throwIfAborted())
      const answer = await call.handle(message, {
        ...facts,
        identity,
        fingerprint: fingerprint(call, message),
      })
      report('ok')
      return answer
    } catch (error) {
      const known = toApiError(error, signal)
      if (known.code === code.internal || known.code === code.unavailable) {
        log.error({ err: error, requestId }, 'call failed')
      }
      report(codeName(known.code))
      throw known
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
