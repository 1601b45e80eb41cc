import type { ExportResult } from '@opentelemetry/core'
import type { ReadableSpan, SpanExporter } from '@opentelemetry/sdk-trace-base'
import type { Logger } from '../logger.ts'
import { kindOfError } from './traced.ts'

const succeeded: ExportResult = { code: 0 }

/** Exports with `exporter`, and logs its first failure, and its first success after one. What was not exported is lost. */
export function reportFailures(exporter: SpanExporter, log: Logger): SpanExporter {
  let isFailing = false

  function report({ error }: ExportResult) {
    if (error !== undefined && !isFailing)
      log.warn(
        { error: kindOfError(error) },
        'traces are not exported: spans are lost until their receiver is back',
      )
    if (error === undefined && isFailing) log.info('traces are exported again')
    isFailing = error !== undefined
  }

  return {
    export(spans: ReadableSpan[], done: (result: ExportResult) => void) {
      exporter.export(spans, result => {
        report(result)
        done(succeeded)
      })
    },
    shutdown: () => exporter.shutdown(),
  }
}
