import { join } from 'node:path'
import type { Config } from './config.ts'
import { loopback } from './loopback.ts'
import { startChild, untilDone, untilReady } from './processes/child.ts'
import type { Lifecycle } from './processes/lifecycle.ts'

/**
 * The project's directory, the lifecycle that stops what is started, how the programs' bundles are written into a folder,
 * and where the lines of the apps go.
 */
export type RunContext = {
  project: string
  lifecycle: Lifecycle
  bundlePrograms: (folder: string) => Promise<void>
  print: (line: string) => void
}

/** How the programs are run: from their bundles in the folder `programs`. */
export type ProgramContext = Omit<RunContext, 'bundlePrograms'> & { programs: string }

type Settings = Record<string, string>

/**
 * The environment of each app: only what it needs. Only the worker and redeem, which make and check codes, get the link
 * key.
 */
export function appSettings(config: Config, databaseUrl: string, linkKey: string) {
  const common = {
    NODE_ENV: 'production',
    HOST: loopback,
    LOG_LEVEL: config.LOG_LEVEL,
    STOP_GRACE: '0s',
    DATABASE_URL: databaseUrl,
  }
  const queue = {
    ...(config.REDIS_URL ? { REDIS_URL: config.REDIS_URL } : {}),
    ...(config.QUEUE_PREFIX ? { QUEUE_PREFIX: config.QUEUE_PREFIX } : {}),
  }
  const links = { PUBLIC_URL: `http://localhost:${config.REDEEM_PORT}`, LINK_KEYS: `local:${linkKey}` }
  return {
    api: {
      ...common,
      ...queue,
      API_PORT: String(config.API_PORT),
      AUTH_ISSUER: `http://localhost:${config.ISSUER_PORT}`,
      AUTH_AUDIENCE: 'passlink',
    },
    worker: {
      ...common,
      ...queue,
      ...links,
      WORKER_PORT: String(config.WORKER_PORT),
      SMTP_URL: `smtp://${loopback}:${config.SMTP_PORT}`,
      MAIL_FROM: 'Passlink <no-reply@passlink.example>',
    },
    redeem: { ...common, ...links, REDEEM_PORT: String(config.REDEEM_PORT) },
    dashboard: {
      ...common,
      ...queue,
      DASHBOARD_PORT: String(config.DASHBOARD_PORT),
      DASHBOARD_PASSWORD: config.DASHBOARD_PASSWORD,
    },
  } satisfies Record<string, Settings>
}

/** Brings the tables up to date with the same program as in production. Rejects if that fails. */
export async function migrate(databaseUrl: string, context: ProgramContext): Promise<void> {
  const env = { LOG_LEVEL: 'warn', DATABASE_URL: databaseUrl }
  await untilDone(await startProgram('migrate', env, { ...context, print: () => {} }))
}

/**
 * Starts the apps and resolves when all are ready. `exited` resolves with the reason when the first app exits. Rejects
 * as soon as one app fails to start.
 */
export async function startApps(settings: Record<string, Settings>, context: ProgramContext) {
  const apps = await Promise.all(
    Object.entries(settings).map(([name, env]) => startProgram(name, env, context)),
  )
  await Promise.all(
    apps.map(app =>
      untilReady(app, () =>
        checkReady(`http://${loopback}:${settings[app.name]?.[`${app.name.toUpperCase()}_PORT`]}/readyz`),
      ),
    ),
  )
  return { exited: Promise.race(apps.map(app => app.exited.then(reason => `${app.name} ${reason}`))) }
}

async function checkReady(url: string): Promise<void> {
  const response = await fetch(url, { signal: AbortSignal.timeout(2_000) })
  await response.arrayBuffer()
  if (!response.ok) throw new Error(`${url} answered ${response.status}`)
}

const startProgram = (name: string, env: Settings, { project, programs, lifecycle, print }: ProgramContext) =>
  lifecycle.start(() =>
    startChild({
      name,
      command: process.execPath,
      args: [join(programs, `${name}.mjs`)],
      cwd: project,
      env,
      print,
    }),
  )
