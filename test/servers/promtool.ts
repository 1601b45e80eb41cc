import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)
const hint = 'Provide it with: sudo apt-get install -y --no-install-recommends prometheus'

/** The path of `promtool`, if it is installed. Warns if it is not, or throws in CI. */
export function findPromtool(): string | undefined {
  const binary = (process.env.PATH ?? '')
    .split(delimiter)
    .map(folder => join(folder, 'promtool'))
    .find(existsSync)
  if (binary) return binary
  if (process.env.CI) throw new Error(`no promtool. ${hint}`)
  console.warn(`\n  SKIPPED: the rules for Prometheus, because there is no promtool. ${hint}\n`)
  return undefined
}

/** Runs promtool, and answers all that it printed. What it finds wrong is the message of the error. */
export async function promtool(binary: string, ...args: string[]): Promise<string> {
  const ended = await run(binary, args).catch((error: { stdout?: string; stderr?: string }) => {
    throw new Error(`promtool ${args.join(' ')}: ${error.stdout ?? ''}${error.stderr ?? ''}`)
  })
  return ended.stdout + ended.stderr
}
