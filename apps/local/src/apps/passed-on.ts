import type { Settings } from './app-settings.ts'

// The database and its address are those that npm start opens, nothing of it listens beyond this machine, and each app has
// a port of its own for its metrics.
const own = new Set([
  'DATABASE_URL',
  'DIRECT_DATABASE_URL',
  'HOST',
  'DASHBOARD_HOST',
  'WORKER_HOST',
  'LMTP_HOST',
  'METRICS_HOST',
  'METRICS_PORT',
])

/** The names of the settings in the text of `.env.example`, which has every setting of every app. */
export function readSettingNames(example: string): string[] {
  return [...example.matchAll(/^#?([A-Z][A-Z0-9_]*)=/gm)].map(([, name = '']) => name)
}

/**
 * The settings of the apps in an environment, given as values or as files, but for those that `npm start` reads itself.
 * `refused` has the names of those that are not the developer's choice.
 */
export function choosePassedOn(
  env: Record<string, string | undefined>,
  names: readonly string[],
  readByItself: readonly string[],
): { passedOn: Settings; refused: string[] } {
  const given = names
    .filter(name => !readByItself.includes(name))
    .flatMap(name =>
      [name, `${name}_FILE`].filter(variable => env[variable]).map(variable => ({ name, variable })),
    )
  const isOwn = ({ name }: { name: string }) => own.has(name)
  return {
    passedOn: Object.fromEntries(
      given.filter(setting => !isOwn(setting)).map(({ variable }) => [variable, env[variable] ?? '']),
    ),
    refused: given.filter(isOwn).map(({ variable }) => variable),
  }
}
