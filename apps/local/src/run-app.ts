import { type Child, startChild } from './processes/child.ts'

type Program =
  | 'api/src/main.ts'
  | 'worker/src/main.ts'
  | 'worker/src/migrate.ts'
  | 'redeem/src/main.ts'
  | 'dashboard/src/main.ts'

type Options = { project: string; name: string; env: Record<string, string>; print: (line: string) => void }

// Before 22.18 Node cannot read TypeScript by itself.
const loader = 'typescript' in process.features && process.features.typescript ? [] : ['--import', 'tsx']

/** Runs one of the apps' programs the way production does. */
export function runApp(program: Program, { project, name, env, print }: Options): Child {
  return startChild({ name, args: [...loader, `apps/${program}`], cwd: project, env, print })
}
