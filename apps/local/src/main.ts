import { fileURLToPath } from 'node:url'
import { SettingsError } from '@passlink/runtime'
import { banner } from './banner.ts'
import { parseArguments, readConfig } from './config.ts'
import { createStops } from './processes/stops.ts'
import { start } from './start.ts'

// Postgres may run as another account than this, and has to enter the folders that are made here.
process.umask(0o022)

const interrupted = new Promise<undefined>(resolve => {
  const interrupt = () => resolve(undefined)
  // Further signals change nothing: the time that stopping takes is limited.
  process.on('SIGINT', interrupt).on('SIGTERM', interrupt).on('SIGHUP', interrupt)
  // npm ends at a signal without passing it on, and then another process becomes our parent.
  const parent = process.ppid
  const byNpm = process.env.npm_lifecycle_event !== undefined
  if (byNpm) setInterval(() => process.ppid === parent || interrupt(), 250).unref()
})
const crashed = new Promise<never>((_, reject) => {
  process.on('uncaughtException', reject).on('unhandledRejection', reject)
})
// A terminal that was closed must not end this before its children.
for (const output of [process.stdout, process.stderr]) output.on('error', () => {})

const stops = createStops(report)
try {
  const config = readConfig(process.env)
  const { fresh } = parseArguments(process.argv.slice(2))
  const project = fileURLToPath(new URL('../../..', import.meta.url))
  const running = start(config, fresh, { project, stops, print: console.error })
  const ended = running.then(({ died }) => {
    console.log(banner(config))
    return died
  })
  const death = await Promise.race([interrupted, crashed, ended])
  if (death) throw new Error(`${death}\nstopping everything`)
} catch (error) {
  process.exitCode = 1
  report(error)
}
await stops.stop()
process.exit()

function report(error: unknown) {
  const isPlain = error instanceof SettingsError || (error instanceof Error && error.constructor === Error)
  console.error(isPlain ? error.message : error)
}
