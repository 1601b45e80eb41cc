import type { Line } from './read-lines.ts'
import type { Row } from './row.ts'

/** The rows of a file with one JSON object on each line; blank lines are skipped. */
export async function* readNdjson(chunks: AsyncIterable<Line[]>): AsyncGenerator<Row[]> {
  for await (const lines of chunks) yield lines.filter(isNotBlank).map(toRow)
}

function isNotBlank(line: Line): boolean {
  return 'problem' in line || line.text.trim() !== ''
}

function toRow(line: Line): Row {
  if ('problem' in line) return { line: line.number, problem: line.problem }
  const value = parse(line.text)
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? { line: line.number, values: value as Record<string, unknown> }
    : { line: line.number, problem: 'not a JSON object' }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
