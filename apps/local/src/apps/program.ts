import { join } from 'node:path'
import { type Child, startChild, untilDone } from '../processes/child.ts'
import type { Lifecycle } from '../processes/lifecycle.ts'
import type { Settings } from './app-settings.ts'

/**
 * How the programs are run: the project's directory, the folder of their bundles, the lifecycle that stops them, and where
 * their lines go.
 */
export type ProgramContext = {
  project: string
  programs: string
  lifecycle: Lifecycle
  print: (line: string) => void
}

/** Runs a program from its bundle, with only `env` in its environment. */
export function startProgram(name: string, env: Settings, context: ProgramContext): Promise<Child> {
  const { project, programs, lifecycle, print } = context
  return lifecycle.start(() =>
    startChild({
      name,
      command: process.execPath,
      args: [join(programs, `${name}.mjs`)],
      cwd: project,
      env,
      print,
    }),
  )
}

/** Brings the tables up to date with the same program as in production. Rejects if that fails. */
export async function migrate(databaseUrl: string, context: ProgramContext): Promise<void> {
  const env = { LOG_LEVEL: 'warn', DATABASE_URL: databaseUrl }
  await untilDone(await startProgram('migrate', env, { ...context, print: () => {} }))
}
