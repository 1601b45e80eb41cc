import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { SettingsError } from '@passlink/runtime'
import { choosePassedOn, readSettingNames } from './apps/passed-on.ts'
import { banner } from './banner.ts'
import { ownSettings, parseArguments, readConfig } from './config.ts'
import { createLifecycle } from './processes/lifecycle.ts'
import { createProgress } from './progress.ts'
import { type StartOptions, start } from './start.ts'

/**
 * Runs Passlink until a signal, or until a part of it ends. `bundlePrograms` writes the bundles of its programs into a
 * folder.
 */
export async function main(bundlePrograms: StartOptions['bundlePrograms']): Promise<void> {
  // Postgres may run as another account, which must have access to the folders that are created here.
  process.umask(0o022)

  const interrupted = new Promise<undefined>(resolve => {
    const interrupt = () => resolve(undefined)
    // Further signals are ignored: the time for stopping is limited.
    process.on('SIGINT', interrupt).on('SIGTERM', interrupt).on('SIGHUP', interrupt)
    // npm exits on a signal without forwarding it; then this process gets another parent.
    const parent = process.ppid
    const byNpm = process.env.npm_lifecycle_event !== undefined
    if (byNpm) setInterval(() => process.ppid === parent || interrupt(), 250).unref()
  })
  const crashed = new Promise<never>((_, reject) => {
    process.on('uncaughtException', reject).on('unhandledRejection', reject)
  })
  // Writing to a closed terminal must not end this process before its children.
  for (const output of [process.stdout, process.stderr]) output.on('error', () => {})

  const lifecycle = createLifecycle(report)
  try {
    const config = readConfig(process.env)
    const project = fileURLToPath(new URL('../../..', import.meta.url))
    const given = parseArguments(process.argv.slice(2))
    const names = readSettingNames(await readFile(join(project, '.env.example'), 'utf8'))
    const { passedOn, refused } = choosePassedOn(process.env, names, ownSettings)
    say('passed on to the apps', Object.keys(passedOn))
    say('not passed on, npm start has its own', refused)
    const running = start({
      config,
      given,
      passedOn,
      project,
      lifecycle,
      bundlePrograms,
      progress: createProgress(console.log, () => performance.now()),
      print: console.error,
    })
    const ended = running.then(({ databaseUrl, exited }) => {
      console.log(banner(config, databaseUrl))
      return exited
    })
    const reason = await Promise.race([interrupted, crashed, ended])
    if (reason) throw new Error(`${reason}\nstopping everything`)
  } catch (error) {
    process.exitCode = 1
    report(error)
  }
  await lifecycle.stop()
  process.exit()
}

function say(what: string, settings: string[]) {
  if (settings.length > 0) console.log(`${what}: ${settings.join(', ')}`)
}

function report(error: unknown) {
  const isPlain = error instanceof SettingsError || (error instanceof Error && error.constructor === Error)
  console.error(isPlain ? error.message : error)
}
