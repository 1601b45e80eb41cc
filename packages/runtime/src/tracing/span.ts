/**
 * What is known of a span; a value that is null or undefined is left out. Never addresses, names, codes or what others
 * said.
 */
export type SpanAttributes = Readonly<Record<string, string | number | boolean | null | undefined>>

/** `server` answers a request, `client` makes one; `producer` puts a job into the queue, `consumer` does it. */
export type SpanKind = 'internal' | 'server' | 'client' | 'producer' | 'consumer'

export type SpanOptions = {
  kind?: SpanKind
  /** When it began, by `performance.now()`; now if absent. */
  since?: number
  attributes?: SpanAttributes
}

/** A span under way: a piece of work whose time is measured. It is exported after its end, if its trace is sampled. */
export type Span = {
  /** The `traceparent` (W3C Trace Context section 3.2) for whatever this span causes elsewhere. */
  readonly traceParent: string
  /** The id of its trace, 32 digits in hex. */
  readonly traceId: string
  /** Begins a span that is part of this one. */
  begin: (name: string, options?: SpanOptions) => Span
  rename: (name: string) => void
  set: (attributes: SpanAttributes) => void
  /** Notes that a stage begins now. */
  enter: (stage: string) => void
  /** Ends it; once. With `error`, which names a kind of error, it counts as failed. */
  end: (outcome?: { error?: string | undefined; attributes?: SpanAttributes }) => void
}

/** Traces what a process does. */
export type Tracing = {
  /**
   * Begins a span in the trace of `parent`, a `traceparent` that came from elsewhere; in a new trace if that is absent or
   * malformed.
   */
  begin: (name: string, options?: SpanOptions & { parent?: string | null | undefined }) => Span
  /** Exports what has ended, within the given time. Does not reject. */
  stop: () => Promise<void>
}
