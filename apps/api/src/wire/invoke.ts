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

/** Runs a call for whoever asks, or rejects with an ApiError that the caller may be shown. */
export type Invoke = (call: Call, request: Request) => Promise<Message>

/** The one place that every call passes, whatever its encoding: who asks, what is answered, what is counted and logged. */
export function createInvoke(authenticate: Authenticate, metrics: CallMetrics, log: Logger): Invoke {
  return async (call, { encoding, readMessage, ...facts }) => {
    const start = performance.now()
    const { requestId } = facts
    const end = (status: string) => {
      const ms = performance.now() - start
      metrics.observe({ call: call.method.name, encoding, status }, ms)
      log.info({ requestId, call: call.method.name, encoding, status, ms: Math.round(ms) }, 'call')
    }
    try {
      const identity = await authenticate(facts.header('authorization'))
      const message = await readMessage()
      const answer = await call.handle(message, {
        ...facts,
        identity,
        fingerprint: fingerprint(call, message),
      })
      end('ok')
      return answer
    } catch (error) {
      const known = toApiError(error)
      if (known.code === code.internal || known.code === code.unavailable) {
        log.error({ err: error, requestId }, 'call failed')
      }
      end(codeName(known.code))
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
