import { type AppName, appPorts, appSettings } from './app-settings.ts'
import type { Config } from './config.ts'
import { loopback } from './loopback.ts'
import type { Child } from './processes/child.ts'
import type { Stops } from './processes/stops.ts'
import { untilReady } from './processes/until-ready.ts'
import { runApp } from './run-app.ts'

type Given = {
  project: string
  config: Config
  databaseUrl: string
  linkKey: string
  print: (line: string) => void
  stops: Stops
  signal: AbortSignal
}

const names: AppName[] = ['api', 'worker', 'redeem', 'dashboard']

/** Starts the apps and resolves with them when all are ready. Rejects as soon as one cannot be. */
export async function startApps({
  project,
  config,
  databaseUrl,
  linkKey,
  print,
  stops,
  signal,
}: Given): Promise<Child[]> {
  const settings = appSettings(config, databaseUrl, linkKey)
  const children = names.map(name =>
    runApp(`${name}/src/main.ts`, { project, name, env: settings[name], print }),
  )
  stops.add(async () => {
    await Promise.all(children.map(child => child.stop()))
  })
  const ports = appPorts(config)
  await Promise.all(
    children.map((child, index) =>
      untilReady(child, `http://${loopback}:${ports[names[index] ?? 'api']}/readyz`, signal),
    ),
  )
  return children
}
