import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import { eventually } from '../eventually.ts'
import { type LogReader, startLogReader } from './log-reader.ts'

type Options = {
  name: string
  /** The file of JavaScript that it runs. */
  program: string
  port: number
  environment: Record<string, string>
  /** Where its output is appended. */
  logFile: string
}

/** An app in a separate process, which is restarted whenever it ends unexpectedly. */
export type App = {
  name: string
  port: number
  /** Resolves when it is ready. */
  start: () => Promise<void>
  signal: (signal: NodeJS.Signals) => void
  log: Pick<LogReader, 'pause' | 'resume'>
  /** Resolves when it has ended: by itself in time, or else by SIGKILL. `start` starts it again. */
  end: (signal: NodeJS.Signals) => Promise<void>
  /** Kills it for good. */
  close: () => Promise<void>
  /** How it ended, for each time that it ended unexpectedly or not in time. */
  endings: string[]
}

const readyMs = 60_000
const endMs = 35_000
const restartPauseMs = 500
const clock = new URL('jumping-clock.js', import.meta.url).href

export function createApp({ name, program, port, environment, logFile }: Options): App {
  const endings: string[] = []
  const log = startLogReader(logFile)
  let child: ChildProcess | undefined
  let closed = false

  function run() {
    if (closed) return
    const output = log.open()
    const started = spawn(process.execPath, ['--import', clock, program], {
      env: environment,
      stdio: ['ignore', output, output],
    })
    closeSync(output)
    child = started
    started.once('exit', (code, signal) => {
      if (child !== started) return
      endings.push(`${name} ended with ${signal ?? code}`)
      setTimeout(() => child === started && run(), restartPauseMs)
    })
  }

  async function end(signal: NodeJS.Signals) {
    const ending = child
    child = undefined
    if (!ending || ending.exitCode !== null || ending.signalCode !== null) return
    const ended = once(ending, 'exit')
    ending.kill(signal)
    const timeout = new AbortController()
    const late = delay(endMs, true, { signal: timeout.signal }).catch(() => false)
    if (await Promise.race([ended.then(() => false), late])) {
      endings.push(`${name} did not end within ${endMs} ms after ${signal}`)
      ending.kill('SIGKILL')
    }
    timeout.abort()
    await ended
  }

  return {
    name,
    port,
    endings,
    async start() {
      run()
      await eventually(() => requireReady(name, port), readyMs)
    },
    signal: signal => void child?.kill(signal),
    log,
    end,
    async close() {
      closed = true
      await end('SIGKILL')
      log.close()
    },
  }
}

async function requireReady(name: string, port: number): Promise<void> {
  const response = await fetch(`http://127.0.0.1:${port}/readyz`, { signal: AbortSignal.timeout(3_000) })
  await response.body?.cancel()
  if (response.ok) return
  await delay(200)
  throw new Error(`${name} is not ready`)
}
