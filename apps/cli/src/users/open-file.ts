import { createReadStream } from 'node:fs'
import { pipeline } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { readCsv } from './read-csv.ts'
import { type Line, readLines } from './read-lines.ts'
import { readNdjson } from './read-ndjson.ts'
import type { Row } from './row.ts'
import { UnusableFile } from './unusable-file.ts'

const readers: Record<string, (lines: AsyncIterable<Line[]>) => AsyncGenerator<Row[]>> = {
  csv: readCsv,
  ndjson: readNdjson,
}

const chunkBytes = 256 * 1024

/**
 * The rows of a file. The end of its name is the format: `.csv` or `.ndjson`, each optionally followed by `.gz`. Reads with
 * backpressure. Throws {@link UnusableFile}, at once or while rows are read.
 */
export function openFile(path: string): AsyncGenerator<Row[]> {
  const [, kind = '', gz] = /\.(csv|ndjson)(\.gz)?$/i.exec(path) ?? []
  const read = readers[kind.toLowerCase()]
  if (!read) throw new UnusableFile('its name must end in .csv, .ndjson, .csv.gz or .ndjson.gz')
  return read(readLines(readBytes(path, gz !== undefined)))
}

async function* readBytes(path: string, isGzip: boolean): AsyncGenerator<Buffer> {
  const file = createReadStream(path, { highWaterMark: chunkBytes })
  try {
    yield* isGzip ? pipeline(file, createGunzip({ chunkSize: chunkBytes }), () => {}) : file
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'no code'
    throw new UnusableFile(
      code.startsWith('Z_') ? `is not gzip, or damaged (${code})` : `cannot be read (${code})`,
    )
  }
}
