import { commonSettings } from './app-settings.ts'
import type { Config } from './config.ts'
import { people } from './people.ts'
import type { Stops } from './processes/stops.ts'
import { runApp } from './run-app.ts'

type Given = {
  project: string
  config: Config
  databaseUrl: string
  stops: Stops
  signal: AbortSignal
}

/** Brings the tables up to date, by the program that production runs for it, and then the people in them. */
export async function prepareDatabase({ project, config, databaseUrl, stops, signal }: Given): Promise<void> {
  const env = commonSettings(config, databaseUrl)
  const migration = runApp('worker/src/migrate.ts', { project, name: 'migrate', env, print: () => {} })
  stops.add(migration.stop)
  signal.addEventListener('abort', () => migration.stop(), { once: true })
  // Loaded while the tables are made.
  const { seed } = await import('./seed.ts')
  const how = await migration.exited
  signal.throwIfAborted()
  if (how !== 'exited with 0') throw new Error(`migrate ${how}. Its last lines:\n${migration.lastLines()}`)
  await seed(databaseUrl, people)
}
