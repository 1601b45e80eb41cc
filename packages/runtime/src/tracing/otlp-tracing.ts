import { setTimeout as pause } from 'node:timers/promises'
import {
  SpanKind as Kind,
  type Span as OtelSpan,
  ROOT_CONTEXT,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api'
import { parseKeyPairsIntoRecord, parseTraceParent } from '@opentelemetry/core'
import { OTLPTraceExporter as JsonExporter } from '@opentelemetry/exporter-trace-otlp-http'
import { OTLPTraceExporter as ProtobufExporter } from '@opentelemetry/exporter-trace-otlp-proto'
import { resourceFromAttributes } from '@opentelemetry/resources'
import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  BasicTracerProvider,
  BatchSpanProcessor,
  ParentBasedSampler,
  type Sampler,
  TraceIdRatioBasedSampler,
} from '@opentelemetry/sdk-trace-base'
import type { Logger } from '../logger.ts'
import { reportFailures } from './report-failures.ts'
import type { Span, SpanAttributes, SpanKind, SpanOptions, Tracing } from './span.ts'
import type { TraceSettings } from './trace-settings.ts'

type Options = TraceSettings & { app: string; flushMs: number; log: Logger }

const kinds: Record<SpanKind, Kind> = {
  internal: Kind.INTERNAL,
  server: Kind.SERVER,
  client: Kind.CLIENT,
  producer: Kind.PRODUCER,
  consumer: Kind.CONSUMER,
}

/**
 * Exports spans by OTLP over HTTP, in batches and in the background. What waits is bounded: spans beyond that are dropped.
 * The only module that imports those of OpenTelemetry, which is loaded where something is traced.
 */
export function openOtlpTracing({ app, flushMs, log, ...settings }: Options): Tracing {
  const { url, protocol, headers } = settings
  const Exporter = protocol === 'http/json' ? JsonExporter : ProtobufExporter
  const exporter = new Exporter({ url, headers: parseKeyPairsIntoRecord(headers) })
  const provider = new BasicTracerProvider({
    resource: resourceFromAttributes(resourceOf(app, settings)),
    sampler: samplerOf(settings),
    spanProcessors: [new BatchSpanProcessor(reportFailures(exporter, log))],
  })
  const tracer = provider.getTracer('passlink')

  function begin(name: string, parent: OtelSpan | undefined, options: SpanOptions): Span {
    const { kind = 'internal', since, attributes = {} } = options
    const context = parent ? trace.setSpan(ROOT_CONTEXT, parent) : ROOT_CONTEXT
    const startTime = since === undefined ? {} : { startTime: since }
    const started = { kind: kinds[kind], attributes: known(attributes), ...startTime }
    const span = tracer.startSpan(name, started, context)
    const { traceId, spanId, traceFlags } = span.spanContext()
    return {
      traceId,
      traceParent: `00-${traceId}-${spanId}-${traceFlags & 1 ? '01' : '00'}`,
      begin: (name, options = {}) => begin(name, span, options),
      rename: name => void span.updateName(name),
      set: attributes => void span.setAttributes(known(attributes)),
      enter: stage => void span.addEvent(stage, performance.now()),
      end({ error, attributes = {} } = {}) {
        span.setAttributes(known({ ...attributes, 'error.type': error }))
        if (error !== undefined) span.setStatus({ code: SpanStatusCode.ERROR })
        span.end(performance.now())
      },
    }
  }

  return {
    begin: (name, { parent, ...options } = {}) => begin(name, remote(parent), options),
    async stop() {
      const flushed = new AbortController()
      const over = pause(flushMs, undefined, flushed).catch(() => {})
      await Promise.race([provider.shutdown().catch(() => {}), over])
      flushed.abort()
    },
  }
}

function remote(traceParent: string | null | undefined): OtelSpan | undefined {
  const context = traceParent ? parseTraceParent(traceParent) : null
  return context ? trace.wrapSpanContext({ ...context, isRemote: true }) : undefined
}

function resourceOf(app: string, { resource, service }: TraceSettings): Record<string, string> {
  return {
    'service.name': `passlink-${app}`,
    ...parseKeyPairsIntoRecord(resource),
    ...(service ? { 'service.name': service } : {}),
  }
}

function samplerOf({ sampler, isParentBased, ratio }: TraceSettings): Sampler {
  const root = {
    always_on: () => new AlwaysOnSampler(),
    always_off: () => new AlwaysOffSampler(),
    traceidratio: () => new TraceIdRatioBasedSampler(ratio),
  }[sampler]()
  return isParentBased ? new ParentBasedSampler({ root }) : root
}

function known(attributes: SpanAttributes): Record<string, string | number | boolean> {
  const known: Record<string, string | number | boolean> = {}
  for (const name in attributes) {
    const value = attributes[name]
    if (value !== null && value !== undefined) known[name] = value
  }
  return known
}
