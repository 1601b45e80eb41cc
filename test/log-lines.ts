import { createLogger, type Logger } from '@passlink/runtime'

/** A logger at the lowest level that collects its lines as text. */
export function createLogLines(): { log: Logger; lines: string[] } {
  const lines: string[] = []
  const log = createLogger('test', 'trace', { write: line => void lines.push(line) })
  return { log, lines }
}
