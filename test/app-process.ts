import { spawn } from 'node:child_process'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'

export const appNames = ['api', 'worker', 'redeem', 'dashboard'] as const
export type AppName = (typeof appNames)[number]

export type Ended = { code: number | null; signal: NodeJS.Signals | null; stdout: string; stderr: string }

/** An app in a process of its own; `ended` resolves when it has left and all its output is read. */
export type AppProcess = {
  kill: (signal: NodeJS.Signals) => void
  listening: Promise<number>
  ended: Promise<Ended>
  /** What it has said on standard output until now. */
  output: () => string
}

const root = fileURLToPath(new URL('..', import.meta.url))

type Options = { cwd?: string; nodeOptions?: string[] }

/** Runs an app's `main.ts` with this environment and no other. `listening` is its port, as its log says it. */
export function runAppProcess(
  name: AppName,
  environment: Record<string, string>,
  { cwd = root, nodeOptions = [] }: Options = {},
): AppProcess {
  const main = fileURLToPath(new URL(`../apps/${name}/src/main.ts`, import.meta.url))
  const child = spawn(process.execPath, ['--import', import.meta.resolve('tsx'), ...nodeOptions, main], {
    cwd,
    env: { PATH: process.env.PATH, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  // A test that fails leaves no process behind.
  onTestFinished(() => void child.kill('SIGKILL'))
  const output = Promise.all([text(child.stdout), text(child.stderr)])
  const ended = new Promise<Ended>((resolve, reject) => {
    child.once('error', reject).once('close', async (code, signal) => {
      const [stdout, stderr] = await output
      resolve({ code, signal, stdout, stderr })
    })
  })
  let log = ''
  const listening = new Promise<number>((resolve, reject) => {
    child.stdout.on('data', (lines: Buffer) => {
      log += lines
      const port = /"port":(\d+)\D/.exec(log)?.[1]
      if (port) resolve(Number(port))
    })
    void ended.then(({ code, stderr }) => reject(new Error(`${name} ended with ${code}: ${stderr}`)), reject)
  })
  listening.catch(() => {})
  return { kill: signal => child.kill(signal), listening, ended, output: () => log }
}
