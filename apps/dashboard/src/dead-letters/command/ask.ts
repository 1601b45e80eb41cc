import { once } from 'node:events'
import { createInterface } from 'node:readline/promises'
import type { Terminal } from './terminal.ts'

/** Asks a person; anything but y or yes means no, and so does leaving. */
export async function isConfirmed(
  question: string,
  { stdin, stderr }: Pick<Terminal, 'stdin' | 'stderr'>,
): Promise<boolean> {
  const lines = createInterface({ input: stdin, output: stderr })
  try {
    const answer = await Promise.race([lines.question(`${question} [y/N] `), once(lines, 'close')])
    return typeof answer === 'string' && /^y(es)?$/i.test(answer.trim())
  } finally {
    lines.close()
  }
}
