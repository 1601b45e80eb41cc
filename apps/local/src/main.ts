import { fileURLToPath } from 'node:url'
import { SettingsError } from '@passlink/runtime'
import { parseArguments } from './arguments.ts'
import { banner } from './banner.ts'
import { readConfig } from './config.ts'
import { createStops } from './processes/stops.ts'
import { whenParentEnds } from './processes/when-parent-ends.ts'
import { start } from './start.ts'

const interrupt = new AbortController()
const interrupted = new Promise<undefined>(resolve =>
  interrupt.signal.addEventListener('abort', () => resolve(undefined)),
)
// Every further signal is taken too: what is stopping goes on stopping, and that is bounded.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => interrupt.abort())
// A closed terminal must not end this before its children.
for (const output of [process.stdout, process.stderr]) output.on('error', () => {})

const report = (error: unknown) =>
  console.error(error instanceof SettingsError || isPlain(error) ? error.message : error)
const stops = createStops(report)
const fail = (error: unknown) => {
  process.exitCode = 1
  if (!interrupt.signal.aborted) report(error)
  interrupt.abort()
}
process.on('uncaughtException', fail).on('unhandledRejection', fail)

try {
  const config = readConfig(process.env)
  // A signal to npm ends npm and its shell, and neither passes it on.
  if (config.npm_lifecycle_event) whenParentEnds(() => interrupt.abort())
  const { fresh } = parseArguments(process.argv.slice(2))
  const project = fileURLToPath(new URL('../../..', import.meta.url))
  const { died } = await start({
    project,
    config,
    fresh,
    print: console.error,
    stops,
    signal: interrupt.signal,
  })
  console.log(banner(config))
  const death = await Promise.race([interrupted, died])
  if (death) fail(new Error(`${death}\nstopping everything`))
} catch (error) {
  if (!interrupt.signal.aborted) fail(error)
}
await stops.run()
process.exit()

function isPlain(error: unknown): error is Error {
  return error instanceof Error && error.constructor === Error
}
