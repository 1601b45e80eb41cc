import { spawn } from 'node:child_process'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'

const main = fileURLToPath(new URL('../../apps/api/src/users.ts', import.meta.url))

export type Outcome = { code: number | null; summary: string; said: string[] }

/** Runs the command `users` in a process of its own, in `cwd`; `said` is what it wrote on standard error, line by line. */
export async function runUsers(
  words: string[],
  { cwd, databaseUrl }: { cwd: string; databaseUrl?: string },
): Promise<Outcome> {
  const child = spawn(process.execPath, ['--import', import.meta.resolve('tsx'), main, ...words], {
    cwd,
    env: { PATH: process.env.PATH, ...(databaseUrl ? { DATABASE_URL: databaseUrl } : {}) },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const [stdout, stderr, code] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    new Promise<number | null>((resolve, reject) => child.once('error', reject).once('close', resolve)),
  ])
  return { code, summary: stdout, said: stderr.split('\n').filter(line => line !== '') }
}
