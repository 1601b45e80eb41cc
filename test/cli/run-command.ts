import { spawn } from 'node:child_process'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'

export type Outcome = { code: number | null; stdout: string; stderr: string }

type Options = { settings: Record<string, string>; cwd?: string }

/** Runs a command of apps/cli in a separate process, with only these settings and no terminal. */
export async function runCommand(
  command: 'migrate' | 'users' | 'dead-letters',
  args: string[],
  { settings, cwd }: Options,
): Promise<Outcome> {
  const main = fileURLToPath(new URL(`../../apps/cli/src/${command}.ts`, import.meta.url))
  const child = spawn(process.execPath, ['--import', import.meta.resolve('tsx'), main, ...args], {
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
