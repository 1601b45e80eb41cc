import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A span as OTLP has it in JSON, with its attributes and its events as plain values, and the service that exported it. */
export type ReceivedSpan = {
  service: string
  traceId: string
  spanId: string
  parentSpanId: string | undefined
  name: string
  kind: number
  attributes: Record<string, unknown>
  events: string[]
  isError: boolean
}

export type TraceReceiver = {
  url: string
  /** The bodies of all requests that arrived, and their headers. */
  bodies: Buffer[]
  headers: IncomingHttpHeaders[]
  /** The spans in them, which must be JSON. */
  spans: () => ReceivedSpan[]
  stop: () => Promise<void>
}

/** Receives traces by OTLP over HTTP; a `silent` one takes requests and answers none. */
export async function startTraceReceiver({ silent = false } = {}): Promise<TraceReceiver> {
  const [bodies, headers]: [Buffer[], IncomingHttpHeaders[]] = [[], []]
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    bodies.push(Buffer.concat(chunks))
    headers.push(request.headers)
    if (!silent) response.writeHead(200, { 'content-type': 'application/json' }).end('{}')
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    bodies,
    headers,
    spans: () => bodies.flatMap(body => spansOf(JSON.parse(body.toString()))),
    async stop() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

type Value = Partial<Record<'stringValue' | 'intValue' | 'doubleValue' | 'boolValue', unknown>>
type Attributes = { key: string; value: Value }[]
type Span = Pick<ReceivedSpan, 'traceId' | 'spanId' | 'name' | 'kind'> & {
  parentSpanId?: string
  attributes?: Attributes
  events?: { name: string }[]
  status?: { code?: number }
}
type Exported = {
  resourceSpans: { resource: { attributes: Attributes }; scopeSpans: { spans: Span[] }[] }[]
}

function spansOf({ resourceSpans }: Exported): ReceivedSpan[] {
  return resourceSpans.flatMap(({ resource, scopeSpans }) => {
    const service = String(valuesOf(resource.attributes)['service.name'])
    return scopeSpans.flatMap(({ spans }) => spans.map(span => receivedSpan(service, span)))
  })
}

function receivedSpan(service: string, span: Span): ReceivedSpan {
  const { traceId, spanId, parentSpanId, name, kind, attributes, events = [], status } = span
  return {
    service,
    traceId,
    spanId,
    parentSpanId: parentSpanId || undefined,
    name,
    kind,
    attributes: valuesOf(attributes),
    events: events.map(event => event.name),
    isError: status?.code === 2,
  }
}

const valuesOf = (attributes: Attributes = []) =>
  Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]]))
