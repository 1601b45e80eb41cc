import type { Span, SpanOptions } from './span.ts'

/**
 * Does `work` as a span that is part of `parent`. Without a parent nothing is traced. Resolves and rejects as the work
 * does.
 */
export function traced<Value>(
  parent: Span | undefined,
  name: string,
  work: (span: Span | undefined) => Promise<Value>,
  options?: SpanOptions,
): Promise<Value> {
  return parent ? measure(parent.begin(name, options), work) : work(undefined)
}

async function measure<Value>(span: Span, work: (span: Span) => Promise<Value>): Promise<Value> {
  let error: string | undefined
  try {
    return await work(span)
  } catch (thrown) {
    error = kindOfError(thrown)
    throw thrown
  } finally {
    span.end({ error })
  }
}

/** The code of an error, or else its class. Its message may quote anything, so it is on no span. */
export function kindOfError(error: unknown): string {
  if (!(error instanceof Error)) return typeof error
  const code = 'code' in error ? String(error.code) : ''
  return /^[A-Za-z0-9_]{1,40}$/.test(code) ? code : error.name
}
