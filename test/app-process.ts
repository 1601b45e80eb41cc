import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { inject, onTestFinished } from 'vitest'

export const appNames = ['api', 'worker', 'redeem', 'bounces', 'dashboard'] as const
export type AppName = (typeof appNames)[number]

export type Ended = { code: number | null; stdout: string; stderr: string }

/** An app in a separate process; `ended` resolves when it has exited and all its output has been read. */
export type AppProcess = {
  /** Its port, read from its log. */
  listening: Promise<number>
  /** The port of its metrics. */
  metricsPort: Promise<number>
  ended: Promise<Ended>
  /** Its log so far. */
  output: () => string
  kill: (signal: NodeJS.Signals) => void
  /** Closes the pipes of its output, which nothing reads from then on. */
  closeOutput: () => void
}

const root = fileURLToPath(new URL('..', import.meta.url))

type Options = { cwd?: string; nodeArguments?: string[]; program?: string }

/** Runs an app, by default as it is today, with only this environment. It is killed when the test finishes. */
export function runAppProcess(
  name: AppName,
  environment: Record<string, string>,
  { cwd = root, nodeArguments = [], program = join(inject('programsFolder'), `${name}.mjs`) }: Options = {},
): AppProcess {
  const child = spawn(process.execPath, [...nodeArguments, program], {
    cwd,
    env: { PATH: process.env.PATH, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  let stdout = ''
  let stderr = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text
  })
  const ended = new Promise<Ended>((resolve, reject) => {
    child.once('error', reject).once('close', code => resolve({ code, stdout, stderr }))
  })
  function portIn(field: string) {
    const port = new Promise<number>((resolve, reject) => {
      child.stdout.on('data', () => {
        const port = new RegExp(`"${field}":(\\d+)\\D`).exec(stdout)?.[1]
        if (port) resolve(Number(port))
      })
      void ended.then(({ code }) => reject(new Error(`${name} ended with ${code}: ${stderr}`)), reject)
    })
    port.catch(() => {})
    return port
  }
  return {
    listening: portIn('port'),
    metricsPort: portIn('metricsPort'),
    ended,
    output: () => stdout,
    kill: signal => child.kill(signal),
    closeOutput() {
      child.stdout.destroy()
      child.stderr.destroy()
    },
  }
}
