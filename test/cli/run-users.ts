import { runCommand } from './run-command.ts'

export type Outcome = { code: number | null; summary: string; errors: string[] }

/** Runs the command `users` in `cwd`; `errors` are the lines on standard error. */
export async function runUsers(
  args: string[],
  { cwd, databaseUrl }: { cwd: string; databaseUrl?: string },
): Promise<Outcome> {
  const settings: Record<string, string> = databaseUrl ? { DATABASE_URL: databaseUrl } : {}
  const { code, stdout, stderr } = await runCommand('users', args, { settings, cwd })
  return { code, summary: stdout, errors: stderr.split('\n').filter(line => line !== '') }
}
