import { CannotStart } from './cannot-start.ts'
import { createLogger, type Logger } from './logger.ts'

type Start<Config> = (config: Config, log: Logger) => Promise<{ stop: () => Promise<void> }>

const stopMs = 30_000

/**
 * Runs a process: reads the settings, starts the app, waits for SIGTERM or SIGINT and stops it. Exits with 0 after a
 * clean stop, and with 1 if the start fails, if the stop takes longer than 30 seconds, or after an uncaught error,
 * because the state of the process is unknown then.
 */
export async function runApp<Config extends { LOG_LEVEL: string }>(
  name: string,
  readConfig: (env: NodeJS.ProcessEnv) => Config,
  start: Start<Config>,
): Promise<void> {
  const config = readOrExit(readConfig)
  const log = createLogger(name, config.LOG_LEVEL)
  const fail = (error: unknown): never => {
    if (error instanceof CannotStart) exitWith(error)
    log.fatal({ err: error }, 'cannot go on')
    process.exit(1)
  }
  process.on('uncaughtException', fail).on('unhandledRejection', fail)

  // The handlers are added before the start, because a signal may arrive during the start.
  const signalled = new Promise<string>(resolve => {
    process.once('SIGTERM', resolve).once('SIGINT', resolve)
  })
  const app = await start(config, log).catch(fail)
  const signal = await signalled
  log.info({ signal }, 'stopping')
  setTimeout(() => fail(new Error(`still busy ${stopMs} ms after ${signal}`)), stopMs).unref()
  await app.stop()
  log.info('stopped')
  process.exit(0)
}

function readOrExit<Config>(readConfig: (env: NodeJS.ProcessEnv) => Config): Config {
  try {
    return readConfig(process.env)
  } catch (error) {
    if (error instanceof CannotStart) exitWith(error)
    throw error
  }
}

function exitWith({ message }: CannotStart): never {
  console.error(message)
  process.exit(1)
}
