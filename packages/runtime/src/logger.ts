import { type DestinationStream, pino } from 'pino'

export type Logger = ReturnType<typeof createLogger>

/**
 * Writes JSON lines with the name of the app, by default to standard output. Of an error only name, message, code,
 * stack and cause are logged.
 */
export function createLogger(app: string, level: string, destination: DestinationStream = standardOutput()) {
  return pino({ name: app, level, serializers: { err: describe } }, destination)
}

// With buffered output a process whose pipe has no reader would never end, because it would wait for the buffer to
// drain.
function standardOutput(): DestinationStream {
  return pino.destination({ sync: true })
}

// The errors of drivers have parameters, addresses and whole replies as properties, which must not be logged.
function describe(error: unknown): unknown {
  if (!(error instanceof Error)) return { message: String(error) }
  const { name, message, stack } = error
  const code = 'code' in error ? error.code : undefined
  return { name, message, code, stack, ...(error.cause ? { cause: describe(error.cause) } : {}) }
}
