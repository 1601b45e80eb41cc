import { spawn } from 'node:child_process'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'

const main = fileURLToPath(new URL('../../apps/dashboard/src/dead-letters.ts', import.meta.url))

export type Outcome = { code: number | null; stdout: string; stderr: string }

/** Runs the command `dead-letters` in a process of its own, with these settings and nobody at the keyboard. */
export async function runDeadLetters(words: string[], settings: Record<string, string>): Promise<Outcome> {
  const child = spawn(process.execPath, ['--import', import.meta.resolve('tsx'), main, ...words], {
    env: { PATH: process.env.PATH, ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const [stdout, stderr, code] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    new Promise<number | null>((resolve, reject) => child.once('error', reject).once('close', resolve)),
  ])
  return { code, stdout, stderr }
}
