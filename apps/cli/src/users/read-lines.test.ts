import { expect, test } from 'vitest'
import { type Line, lineBytesMax, readLines } from './read-lines.ts'

async function linesOf(...chunks: (string | Uint8Array)[]): Promise<Line[]> {
  async function* given() {
    for (const chunk of chunks) yield Buffer.from(chunk)
  }
  const lines: Line[] = []
  for await (const more of readLines(given())) lines.push(...more)
  return lines
}

test('lines are the same however the bytes are split into chunks', async () => {
  const bytes = Buffer.from('\uFEFFé\r\n\n日本\rx\r\nlast')
  const whole = await linesOf(bytes)
  expect(whole.map(line => 'text' in line && line.text)).toEqual(['é', '', '日本\rx', 'last'])
  for (let cut = 1; cut < bytes.length; cut += 1)
    expect(await linesOf(bytes.subarray(0, cut), bytes.subarray(cut))).toEqual(whole)
  expect(await linesOf(...[...bytes].map(byte => Uint8Array.of(byte)))).toEqual(whole)
})

test('a line that is too long or not UTF-8 rejects only itself, and the line end does not count as length', async () => {
  const full = 'x'.repeat(lineBytesMax)
  const lines = await linesOf(`${full}\n`, full, full, full, '\nok\n', Uint8Array.of(0xc3, 0x0a), '\uFEFFok')
  expect(lines).toEqual([
    { number: 1, text: full },
    { number: 2, problem: `longer than ${lineBytesMax} bytes` },
    { number: 3, text: 'ok' },
    { number: 4, problem: 'not valid UTF-8' },
    { number: 5, text: '\uFEFFok' },
  ])
})
