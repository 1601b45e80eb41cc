import { parse } from 'csv-parse/sync'
import type { Line } from './read-lines.ts'

/** A record with the number of its first line: its cells, or why it cannot be read. */
export type CsvRecord = { line: number; cells: string[] } | { line: number; problem: string }

/** `read` returns the records that end in these lines, `end` those that are left when the file ends. */
export type CsvRecords = { read: (lines: Line[]) => CsvRecord[]; end: () => CsvRecord[] }

// Longer than any record whose cells are all short enough to be saved.
const openLengthMax = 2_048

const brokenQuotes = 'broken quotes: a cell with a quote must be quoted, and the quote in it doubled'

/**
 * Joins lines into records (RFC 4180): a quoted cell may contain line ends. All records must have as many cells as the
 * first. A quote that is not closed costs its own line only: reading goes on with the next line.
 */
export function createCsvRecords(): CsvRecords {
  let width: number | undefined
  // The lines since a quote that is still open.
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

  /** Refuses the line with the open quote, and reads the lines after it again as if the quote were not there. */
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
  // Most lines of most files have no quote and need no parser.
  if (!text.includes('"')) return text.split(',')
  try {
    const records: string[][] = parse(text, { record_delimiter: '\n', relax_column_count: true })
    return records.length === 1 ? records[0] : undefined
  } catch {
    return undefined
  }
}
