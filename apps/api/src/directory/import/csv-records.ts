import { parse } from 'csv-parse/sync'
import type { Line } from './read-lines.ts'

/** A record by the number of its first line: its cells, or why they cannot be told. */
export type CsvRecord = { line: number; cells: string[] } | { line: number; problem: string }

/** `read` gives the records that end in these lines, `end` what is left. */
export type CsvRecords = { read: (lines: Line[]) => CsvRecord[]; end: () => CsvRecord[] }

// More than any record takes up whose cells are all short enough to be saved.
const openLengthMax = 2_048

const brokenQuotes = 'broken quotes: a cell with a quote must be quoted, and the quote in it doubled'

/**
 * Puts lines together to records (RFC 4180): a quoted cell may hold line ends. The first record says how many cells
 * all have. A quote that is not closed costs its own line only: reading goes on with the next.
 */
export function createCsvRecords(): CsvRecords {
  let width: number | undefined
  let open: { number: number; text: string }[] = []
  let openLength = 0

  function take(line: Line, records: CsvRecord[]): void {
    if ('problem' in line) {
      giveUp(records)
      records.push({ line: line.number, problem: line.problem })
    } else if (open.length > 0) {
      takeMore(line, records)
    } else if (quotesAreEven(line.text)) {
      if (line.text !== '') records.push(judge(line.number, cellsOf(line.text)))
    } else {
      open = [line]
      openLength = line.text.length
    }
  }

  function takeMore(line: { number: number; text: string }, records: CsvRecord[]): void {
    open.push(line)
    openLength += line.text.length + 1
    const isClosed = !quotesAreEven(line.text)
    if (!isClosed && openLength <= openLengthMax) return
    const record = isClosed && judge(open[0]?.number ?? 0, cellsOf(open.map(({ text }) => text).join('\n')))
    if (record && 'cells' in record) {
      records.push(record)
      open = []
    } else giveUp(records)
  }

  function giveUp(records: CsvRecord[]): void {
    const [first, ...later] = open
    open = []
    if (first) records.push({ line: first.number, problem: 'a quote is not closed' })
    for (const line of later) take(line, records)
  }

  function judge(line: number, cells: string[] | undefined): CsvRecord {
    if (!cells) return { line, problem: brokenQuotes }
    width ??= cells.length
    if (cells.length === width) return { line, cells }
    return { line, problem: `has ${cells.length} cells, the header ${width}` }
  }

  return {
    read(lines) {
      const records: CsvRecord[] = []
      for (const line of lines) take(line, records)
      return records
    },
    end() {
      const records: CsvRecord[] = []
      giveUp(records)
      return records
    },
  }
}

function quotesAreEven(text: string): boolean {
  let even = true
  for (let at = text.indexOf('"'); at !== -1; at = text.indexOf('"', at + 1)) even = !even
  return even
}

function cellsOf(text: string): string[] | undefined {
  // Without a quote there is nothing to parse, which is most lines of most files.
  if (!text.includes('"')) return text.split(',')
  try {
    const records: string[][] = parse(text, { record_delimiter: '\n', relax_column_count: true })
    return records.length === 1 ? records[0] : undefined
  } catch {
    return undefined
  }
}
