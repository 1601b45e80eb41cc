import type { Logger } from '../logger.ts'
import type { Tracing } from './span.ts'
import { readTraceSettings, type TracingSettings } from './trace-settings.ts'

const flushMsMax = 2_000

/**
 * Opens the tracing of an app, if its settings ask for it; otherwise undefined, and no module of OpenTelemetry is
 * loaded. `stop` takes a fifth of `STOP_TIMEOUT`, or 2 seconds, at most. Rejects with `SettingsError` for settings that
 * cannot be used.
 */
export async function openTracing(
  app: string,
  settings: TracingSettings & { STOP_TIMEOUT: number },
  log: Logger,
): Promise<Tracing | undefined> {
  const wanted = readTraceSettings(settings)
  if (!wanted) return undefined
  const { openOtlpTracing } = await import('./otlp-tracing.ts')
  return openOtlpTracing({
    ...wanted,
    app,
    flushMs: Math.min(flushMsMax, settings.STOP_TIMEOUT / 5),
    log,
  })
}
