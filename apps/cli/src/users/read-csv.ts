import { printable } from '@passlink/runtime'
import { type CsvRecord, createCsvRecords } from './csv-records.ts'
import type { Line } from './read-lines.ts'
import { columns, type Row } from './row.ts'
import { UnusableFile } from './unusable-file.ts'

// A missing column would empty that field of every user.
const columnsRequired = columns.filter(name => name !== 'organizationName')

/**
 * The rows of a CSV file. The header names the columns in any order; an empty cell omits the field. Throws
 * {@link UnusableFile} if the header is invalid.
 */
export async function* readCsv(chunks: AsyncIterable<Line[]>): AsyncGenerator<Row[]> {
  const records = createCsvRecords()
  let header: string[] | undefined

  function toRows(found: CsvRecord[]): Row[] {
    const [first, ...later] = found
    if (header || !first) return found.map(record => toRow(record, header ?? []))
    header = readHeader(first)
    return toRows(later)
  }

  for await (const lines of chunks) yield toRows(records.read(lines))
  yield toRows(records.end())
  if (!header) throw new UnusableFile('has no header line')
}

function readHeader(record: CsvRecord): string[] {
  if ('problem' in record) throw new UnusableFile(`the header line: ${record.problem}`)
  const names = record.cells
  const unknown = names.filter(name => !(columns as readonly string[]).includes(name))
  const missing = columnsRequired.filter(name => !names.includes(name))
  const repeated = columns.filter(name => names.indexOf(name) !== names.lastIndexOf(name))
  const problems = [
    unknown.length > 0 && `unknown columns: ${unknown.map(printable).join(', ')}`,
    missing.length > 0 && `missing columns: ${missing.join(', ')}`,
    repeated.length > 0 && `repeated columns: ${repeated.join(', ')}`,
  ].filter(problem => problem !== false)
  if (problems.length > 0) throw new UnusableFile(`the header line: ${problems.join('; ')}`)
  return names
}

function toRow(record: CsvRecord, header: string[]): Row {
  if ('problem' in record) return record
  const values: Record<string, unknown> = {}
  for (const [index, name] of header.entries()) {
    const cell = record.cells[index]
    if (cell) values[name] = name === 'emailVerified' ? toFlag(cell) : cell
  }
  return { line: record.line, values }
}

// Spreadsheets write TRUE.
function toFlag(cell: string): boolean | string {
  const lower = cell.toLowerCase()
  return lower === 'true' || lower === 'false' ? lower === 'true' : cell
}
