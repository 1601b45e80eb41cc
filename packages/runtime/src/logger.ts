import { type DestinationStream, pino } from 'pino'
import { createLogOutput } from './log-output.ts'

export type Logger = ReturnType<typeof createLogger>

/**
 * Writes JSON lines with the name of the app, by default to standard output, waiting until they are written. Of an error
 * only name, message, code, stack and cause are logged.
 */
export function createLogger(
  app: string,
  level: string,
  destination: DestinationStream = pino.destination({ sync: true }),
) {
  return pino({ name: app, level, serializers: { err: describe } }, destination)
}

/**
 * The logger of a process that must go on although nobody reads its standard output; see {@link createLogOutput}. What
 * waits when the process exits is written first, where that takes no longer than half a second.
 */
export function createProcessLogger(app: string, level: string): Logger {
  // Node makes a pipe or socket non-blocking when it opens it as a stream.
  const { fd } = process.stdout
  const output = createLogOutput(fd, count =>
    log.warn({ dropped: count }, 'log lines were dropped, because they were not read in time'),
  )
  const log = createLogger(app, level, output)
  process.on('exit', output.flushSync)
  return log
}

// The errors of drivers have parameters, addresses and whole replies as properties, which must not be logged.
function describe(error: unknown): unknown {
  if (!(error instanceof Error)) return { message: String(error) }
  const { name, message, stack } = error
  const code = 'code' in error ? error.code : undefined
  return { name, message, code, stack, ...(error.cause ? { cause: describe(error.cause) } : {}) }
}
