import { type ChildProcess, type StdioOptions, spawn } from 'node:child_process'
import type { Account } from './account.ts'

export type Installation = { binaries: string; account: Account }

type Options = { cwd: string; stdio: StdioOptions; detached?: boolean }

/** Spawns `bin/<name>` of an installation as its account, with none of this process's environment. */
export function runBinary(
  { binaries, account }: Installation,
  name: string,
  args: string[],
  options: Options,
): ChildProcess {
  // Windows programs do not start without some variables of the system.
  const env = process.platform === 'win32' ? {} : { env: { PATH: '/usr/bin:/bin', LC_ALL: 'C' } }
  return spawn(`${binaries}/bin/${name}`, args, { ...options, ...account, ...env })
}
