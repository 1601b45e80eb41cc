import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { inject } from 'vitest'

export type Outcome = { code: number | null; stdout: string; stderr: string }

type Options = { settings: Record<string, string>; cwd?: string }

/** Runs a command of apps/cli in a separate process, with only these settings and no terminal. */
export async function runCommand(
  command: 'migrate' | 'users' | 'dead-letters' | 'mail' | 'pauses',
  args: string[],
  { settings, cwd }: Options,
): Promise<Outcome> {
  const child = spawn(process.execPath, [join(inject('programsFolder'), `${command}.mjs`), ...args], {
    cwd,
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
