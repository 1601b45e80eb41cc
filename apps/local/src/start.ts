import { randomBytes } from 'node:crypto'
import { mkdir, rm } from 'node:fs/promises'
import { appSettings, type Settings } from './apps/app-settings.ts'
import { createApps } from './apps/create-apps.ts'
import { migrate, type ProgramContext } from './apps/program.ts'
import { tellCommands } from './beside/running-file.ts'
import type { Arguments, Config } from './config.ts'
import { emptyDataDirectory, locateDataDirectory, readOrCreate } from './data-directory.ts'
import { refuseBusyPorts } from './ports.ts'
import { claimDirectory } from './processes/claim-directory.ts'
import type { Progress } from './progress.ts'
import { startServers } from './start-servers.ts'
import { startWatching } from './watch/start-watching.ts'

export type StartOptions = Omit<ProgramContext, 'programs'> & {
  config: Config
  given: Arguments
  /** Settings of the apps from the environment. */
  passedOn: Settings
  /** Writes the bundles of the programs into a folder. */
  bundlePrograms: (folder: string) => Promise<unknown>
  progress: Progress
}

export type Started = { databaseUrl: string; exited: Promise<string> }

/**
 * Starts everything and resolves when all is ready. `exited` resolves with the reason when Postgres exits or, unless the
 * sources are watched, an app.
 */
export async function start(options: StartOptions): Promise<Started> {
  const { config, passedOn, progress, print, lifecycle } = options
  const directory = locateDataDirectory(options.project, config.DATA_DIR, process.getuid?.() === 0)
  await mkdir(directory.root, { recursive: true })
  await lifecycle.start(async () => ({ stop: await claimDirectory(directory.root) }))
  await refuseBusyPorts(config)
  if (options.given.fresh) await emptyDataDirectory(directory)
  const linkKey = await readOrCreate(directory.linkKey, makeKey)
  const keys = {
    linkKey,
    bounceKey: makeKey(),
    webhookSecret: passedOn.WEBHOOK_SECRET?.split(',')[0] ?? `whsec_${makeKey()}`,
  }
  const context = { ...options, programs: directory.programs }

  async function makeBundles() {
    await options.bundlePrograms(directory.programs)
    return { stop: () => rm(directory.programs, { recursive: true, force: true }) }
  }
  const [servers] = await Promise.all([
    startServers({ ...options, directory, keys }),
    progress.step('bundles', lifecycle.start(makeBundles)),
  ])
  const { postgres } = servers
  const migrateAgain = () => migrate(postgres.url, context)
  await progress.step('tables', migrateAgain())
  const { cli, ...settings } = appSettings(config, { databaseUrl: postgres.url, ...keys }, passedOn)
  await lifecycle.start(() => tellCommands(directory.running, cli))

  const isWatching = options.given.watch
  let end = (_reason: string) => {}
  const anyExited = new Promise<string>(resolve => {
    end = resolve
  })
  const goOn = (reason: string) => print(`watch | ${reason}; change something to start it again`)
  const apps = createApps(settings, context, isWatching ? goOn : end)
  await Promise.all([
    ...apps.names.map(name => progress.step(name, apps.start(name))),
    progress.step('people', servers.addPeople()),
  ])
  await servers.catchUp().catch((error: Error) => print(`the login: ${error.message}`))
  if (isWatching) await startWatching({ ...context, apps, migrate: migrateAgain })
  const postgresExited = postgres.exited.then(reason => `Postgres ${reason}`)
  return { databaseUrl: postgres.url, exited: Promise.race([anyExited, postgresExited]) }
}

const makeKey = () => randomBytes(32).toString('base64')
