import { isUtf8 } from 'node:buffer'

/** A line of a file and its number, from 1: its text without the line end, or the reason why it is invalid. */
export type Line = { number: number; text: string } | { number: number; problem: string }

export const lineBytesMax = 64 * 1024

const newline = 0x0a
const byteOrderMark = '\uFEFF'

/** Splits bytes into lines that end in LF or CRLF. Yields the lines of a chunk together; buffers at most one line. */
export async function* readLines(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Line[]> {
  let number = 0
  let partial: Buffer = Buffer.alloc(0)

  function endLine(end: Uint8Array): Line {
    const bytes = join(partial, end)
    partial = Buffer.alloc(0)
    number += 1
    if (bytes.length > lineBytesMax) return { number, problem: `longer than ${lineBytesMax} bytes` }
    if (!isUtf8(bytes)) return { number, problem: 'not valid UTF-8' }
    const text = bytes.toString('utf8').replace(/\r$/, '')
    return { number, text: number === 1 && text.startsWith(byteOrderMark) ? text.slice(1) : text }
  }

  for await (const chunk of chunks) {
    const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength)
    const lines: Line[] = []
    let start = 0
    for (let end = bytes.indexOf(newline); end !== -1; end = bytes.indexOf(newline, start)) {
      lines.push(endLine(bytes.subarray(start, end)))
      start = end + 1
    }
    partial = join(partial, bytes.subarray(start))
    yield lines
  }
  if (partial.length > 0) yield [endLine(Buffer.alloc(0))]
}

// Of a line that is too long, stores just enough bytes to detect that.
function join(partial: Buffer, more: Uint8Array): Buffer {
  if (partial.length > lineBytesMax) return partial
  return Buffer.concat([partial, more.subarray(0, lineBytesMax + 1)])
}
