import { once } from 'node:events'
import { createInterface } from 'node:readline/promises'
import type { Terminal } from '../terminal.ts'

/** Asks the operator. Resolves with true only for `y` or `yes`; the end of the input counts as no. */
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
