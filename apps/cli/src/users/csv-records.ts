import { parse } from 'csv-parse/sync'
import type { Line } from './read-lines.ts'

/** A record with the number of its first line: its cells, or the reason why it is invalid. */
export type CsvRecord = { line: number; cells: string[] } | { line: number; problem: string }

/** `read` returns the records that end in these lines; `end` returns the remaining records at the end of the file. */
export type CsvRecords = { read: (lines: Line[]) => CsvRecord[]; end: () => CsvRecord[] }

// Longer than any record whose cells are all within the limits of their fields.
const openLengthMax = 2_048

const brokenQuotes = 'broken quotes: a cell with a quote must be quoted, and the quote in it doubled'

/**
 * Joins lines into records (RFC 4180): a quoted cell may contain line ends. All records must have as many cells as the
 * first. An open quote rejects only its own line; reading continues with the next line.
 */
export function createCsvRecords(): CsvRecords {
  let width: number | undefined
  // The lines from an open quote on.
  let open: { number: number; text: string }[] = []
  let openLength = 0

  function readLine(line: Line, records: CsvRecord[]): void {
    if ('problem' in line) {
      rejectOpenQuote(records)
      records.push({ line: line.number, problem: line.problem })
    } else if (open.length > 0) {
      continueOpen(line, records)
    } else if (hasEvenQuotes(line.text)) {
      if (line.text !== '') records.push(toRecord(line.number, cellsOf(line.text)))
    } else {
      open = [line]
      openLength = line.text.length
    }
  }

  function continueOpen(line: { number: number; text: string }, records: CsvRecord[]): void {
    open.push(line)
    openLength += line.text.length + 1
    const isClosed = !hasEvenQuotes(line.text)
    if (!isClosed && openLength <= openLengthMax) return
    const record =
      isClosed && toRecord(open[0]?.number ?? 0, cellsOf(open.map(({ text }) => text).join('\n')))
    if (record && 'cells' in record) {
      records.push(record)
      open = []
    } else rejectOpenQuote(records)
  }

  /** Rejects the line with the open quote and reads the lines after it again, as if there were no quote. */
  function rejectOpenQuote(records: CsvRecord[]): void {
    const [first, ...later] = open
    open = []
    if (first) records.push({ line: first.number, problem: 'a quote is not closed' })
    for (const line of later) readLine(line, records)
  }

  function toRecord(line: number, cells: string[] | undefined): CsvRecord {
    if (!cells) return { line, problem: brokenQuotes }
    width ??= cells.length
    if (cells.length === width) return { line, cells }
    return { line, problem: `has ${cells.length} cells, the header ${width}` }
  }

  return {
    read(lines) {
      const records: CsvRecord[] = []
      for (const line of lines) readLine(line, records)
      return records
    },
    end() {
      const records: CsvRecord[] = []
      rejectOpenQuote(records)
      return records
    },
  }
}

function hasEvenQuotes(text: string): boolean {
  let isEven = true
  for (let at = text.indexOf('"'); at !== -1; at = text.indexOf('"', at + 1)) isEven = !isEven
  return isEven
}

function cellsOf(text: string): string[] | undefined {
  // Most lines have no quote and need no parser.
  if (!text.includes('"')) return text.split(',')
  try {
    const records: string[][] = parse(text, { record_delimiter: '\n', relax_column_count: true })
    return records.length === 1 ? records[0] : undefined
  } catch {
    return undefined
  }
}
