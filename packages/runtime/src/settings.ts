import { readFileSync } from 'node:fs'
import type { z } from 'zod'
import { CannotStart } from './cannot-start.ts'

/**
 * One line for each setting that is absent or invalid. The message never contains a value, because some are secrets.
 */
export class SettingsError extends CannotStart {
  override name = 'SettingsError'
  readonly problems: string[]
  constructor(problems: string[]) {
    super(
      `cannot start, ${problems.length} setting(s) need attention:\n${problems.map(problem => `  ${problem}`).join('\n')}`,
    )
    this.problems = problems
  }
}

/**
 * Reads the settings of `schema` from the environment. An empty value is absent, and so is an injected port; `NAME_FILE` is the path of a file with
 * the value of `NAME`. Throws {@link SettingsError} with all problems.
 */
export function readSettings<Schema extends z.ZodObject>(
  schema: Schema,
  env: Record<string, string | undefined>,
): Readonly<z.output<Schema>> {
  const problems: string[] = []
  const values: Record<string, string> = {}
  for (const name of Object.keys(schema.shape)) {
    try {
      const value = readValue(name, env)
      if (value) values[name] = value
    } catch (error) {
      problems.push(`${name}: ${(error as Error).message}`)
    }
  }
  const parsed = schema.safeParse(values)
  const unread = new Set(problems.map(problem => problem.split(':')[0]))
  for (const issue of parsed.error?.issues ?? []) {
    const name = String(issue.path[0] ?? 'settings')
    if (!unread.has(name))
      problems.push(`${name}: ${name in values || issue.path.length === 0 ? issue.message : 'is required'}`)
  }
  if (problems.length > 0 || !parsed.success) throw new SettingsError(problems)
  return Object.freeze(parsed.data)
}

/**
 * Whether Kubernetes has set this port for a Service whose name makes the same variable: `API_PORT=tcp://10.0.0.1:3000`
 * for one named `api`.
 */
export function isInjectedPort(name: string, value: string | undefined): boolean {
  return name.endsWith('_PORT') && /^(tcp|udp|sctp):\/\/\S+:\d+$/.test(value ?? '')
}

function readValue(name: string, env: Record<string, string | undefined>): string | undefined {
  if (isInjectedPort(name, env[name])) return readValue(name, { ...env, [name]: undefined })
  const path = env[`${name}_FILE`]
  if (!path) return env[name]?.trim()
  if (env[name]) throw new Error(`is set twice: as ${name} and as ${name}_FILE`)
  try {
    return readFileSync(path, 'utf8').trim()
  } catch (error) {
    throw new Error(`its file ${path} cannot be read (${(error as NodeJS.ErrnoException).code})`)
  }
}
