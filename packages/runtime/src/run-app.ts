import { setTimeout as pause } from 'node:timers/promises'
import { CannotStart } from './cannot-start.ts'
import { createProcessLogger, type Logger } from './logger.ts'
import { isInjectedPort, SettingsError } from './settings.ts'

/** The settings of every process, durations in milliseconds. */
type ProcessSettings = { LOG_LEVEL: string; STOP_TIMEOUT: number; STOP_GRACE?: number | undefined }

/** A running app. */
export type App = {
  /** For an app that gets its requests from load balancers: makes `/readyz` answer 503 while it goes on serving. */
  withdraw?: () => void
  /** Refuses new work, finishes what is under way and resolves. */
  stop: () => Promise<void>
}

/**
 * Runs a process: reads the settings, starts the app, waits for SIGTERM or SIGINT and stops it: first it is withdrawn,
 * after `STOP_GRACE` it stops. Exits with 0 after a clean stop, and with 1 if the start fails, if the stop is not over
 * after `STOP_TIMEOUT`, at a second signal, or after an uncaught error, because the state of the process is unknown then.
 */
export async function runApp<Settings extends ProcessSettings>(
  name: string,
  readConfig: (env: NodeJS.ProcessEnv) => Settings,
  start: (config: Settings, log: Logger) => Promise<App>,
): Promise<void> {
  const config = readOrExit(readConfig)
  const log = createProcessLogger(name, config.LOG_LEVEL)
  for (const port of [`${name.toUpperCase()}_PORT`, 'METRICS_PORT'])
    if (isInjectedPort(port, process.env[port]))
      log.info(`${port} is ignored: Kubernetes set it for a Service`)
  const fail = (error: unknown): never => {
    if (error instanceof CannotStart) exitWith(error)
    log.fatal({ err: error }, 'cannot go on')
    process.exit(1)
  }
  process.on('uncaughtException', fail).on('unhandledRejection', fail)

  const abandon = (reason: string) => {
    log.warn(`${reason}: what is under way is abandoned`)
    process.exit(1)
  }
  // Before the start, because a signal may arrive during it.
  const signalled = new Promise<string>(resolve => {
    let isStopping = false
    const receive = (signal: string) => {
      if (isStopping) abandon(`a second signal, ${signal}`)
      isStopping = true
      resolve(signal)
    }
    process.on('SIGTERM', receive).on('SIGINT', receive)
  })
  const app = await start(config, log).catch(fail)
  log.info({ signal: await signalled }, 'stopping')
  setTimeout(abandon, config.STOP_TIMEOUT, 'still busy after STOP_TIMEOUT').unref()
  if (app.withdraw) {
    app.withdraw()
    await pause(config.STOP_GRACE ?? config.STOP_TIMEOUT / 5)
  }
  await app.stop()
  log.info('stopped')
  process.exit(0)
}

function readOrExit<Settings extends ProcessSettings>(
  readConfig: (env: NodeJS.ProcessEnv) => Settings,
): Settings {
  try {
    const config = readConfig(process.env)
    if ((config.STOP_GRACE ?? 0) >= config.STOP_TIMEOUT)
      throw new SettingsError(['STOP_GRACE: must be shorter than STOP_TIMEOUT'])
    return config
  } catch (error) {
    if (error instanceof CannotStart) exitWith(error)
    throw error
  }
}

function exitWith({ message }: CannotStart): never {
  console.error(message)
  process.exit(1)
}
