import { isUtf8 } from 'node:buffer'

/** A line of a file by its number, from 1: its text without the line's end, or why it has none. */
export type Line = { number: number; text: string } | { number: number; problem: string }

export const lineBytesMax = 64 * 1024

const newline = 0x0a
const byteOrderMark = '\uFEFF'

/** Cuts bytes into lines that end in LF or CRLF; holds one line at most. What comes together is yielded together. */
export async function* readLines(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Line[]> {
  let number = 0
  let begun: Buffer = Buffer.alloc(0)

  function finish(end: Uint8Array): Line {
    const bytes = join(begun, end)
    begun = Buffer.alloc(0)
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
      lines.push(finish(bytes.subarray(start, end)))
      start = end + 1
    }
    begun = join(begun, bytes.subarray(start))
    yield lines
  }
  if (begun.length > 0) yield [finish(Buffer.alloc(0))]
}

// Of a line that is too long no more is kept than shows that it is.
function join(begun: Buffer, more: Uint8Array): Buffer {
  if (begun.length > lineBytesMax) return begun
  return Buffer.concat([begun, more.subarray(0, lineBytesMax + 1)])
}
