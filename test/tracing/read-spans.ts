import { expect } from 'vitest'
import type { ReceivedSpan, TraceReceiver } from '../servers/trace-receiver.ts'

/** The kinds of spans by their numbers in OTLP. */
export const kinds = { internal: 1, server: 2, client: 3, producer: 4, consumer: 5 }

/** A caller's trace, the span of its call, and both as a header. */
const traceId = '0af7651916cd43dd8448eb211c80319c'
const parentId = 'b7ad6b7169203331'
export const caller = { traceId, parentId, traceParent: `00-${traceId}-${parentId}-01` }

export const namesOf = (spans: ReceivedSpan[]) => spans.map(({ name }) => name).sort()

/** The number of an attempt. */
export const numberOf = ({ attributes }: ReceivedSpan) => Number(attributes['passlink.attempt'])

/** Finds spans among those that a receiver has by now. */
export function readSpans(receiver: () => TraceReceiver) {
  const named = (name: string) =>
    receiver()
      .spans()
      .filter(span => span.name === name)
  return {
    named,
    only(name: string) {
      expect(named(name), name).toHaveLength(1)
      return named(name)[0] as ReceivedSpan
    },
    childrenOf: ({ spanId }: ReceivedSpan) =>
      receiver()
        .spans()
        .filter(({ parentSpanId }) => parentSpanId === spanId),
    /** Expects in all that was exported neither alice nor her organization, the words of the relay, nor these. */
    expectNothingSecret(...secrets: (string | undefined)[]) {
      const exported = Buffer.concat(receiver().bodies).toString('latin1')
      expect(exported).toContain('passlink-worker')
      for (const secret of ['alice', 'acme', 'Adams', '@', 's3cret', 'moon', ...secrets]) {
        expect(secret).toBeTruthy()
        expect(exported).not.toContain(secret)
      }
    },
  }
}

/** Settings with which spans are exported as JSON, and webhooks go to a path of `url` that is secret. */
export const settingsWith = (url: string) => ({
  OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
  CLAIM_LEASE: '30s',
  WEBHOOK_URL: `${url}?key=s3cret`,
  WEBHOOK_SECRET: `whsec_${Buffer.alloc(32, 1).toString('base64')}`,
})
