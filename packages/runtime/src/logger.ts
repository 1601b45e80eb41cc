import { type DestinationStream, pino } from 'pino'

export type Logger = ReturnType<typeof createLogger>

/** JSON lines, one per event, each naming the app; on standard output. Errors appear as name, message, code and stack only. */
export function createLogger(app: string, level: string, destination: DestinationStream = standardOutput()) {
  return pino({ name: app, level, serializers: { err: describe } }, destination)
}

// With buffered output a process whose pipe has no reader would never end: it would wait for the buffer to drain.
function standardOutput(): DestinationStream {
  return pino.destination({ sync: true })
}

// Errors of drivers have parameters, addresses and whole replies as extra properties, which must not reach a log.
function describe(error: unknown): unknown {
  if (!(error instanceof Error)) return { message: String(error) }
  const { name, message, stack } = error
  const code = 'code' in error ? error.code : undefined
  return { name, message, code, stack, ...(error.cause ? { cause: describe(error.cause) } : {}) }
}
