import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { setTimeout as delay } from 'node:timers/promises'

/** A running process. `exited` resolves with how it ended; `lastLines` returns the end of its output. */
export type Child = {
  name: string
  exited: Promise<string>
  lastLines: () => string
  stop: () => Promise<void>
}

type Options = {
  name: string
  command: string
  args: string[]
  cwd: string
  env: Record<string, string>
  account?: { uid?: number; gid?: number }
  stopSignal?: 'SIGTERM' | 'SIGINT'
  print?: (line: string) => void
}

const stopMs = 15_000
const readyMs = 60_000
const pollMs = 25
const linesMax = 20

/**
 * Runs a program with only `env` in its environment, and passes every line of its output to `print`. It gets
 * `stopSignal` from `stop`, and also when this process ends, even by SIGKILL.
 */
export function startChild({ name, command, args, stopSignal = 'SIGTERM', ...options }: Options): Child {
  const { cwd, env, account, print } = options
  const child = spawn(command, args, {
    cwd,
    env,
    ...account,
    stdio: ['ignore', 'pipe', 'pipe'],
    // A separate process group: Ctrl-C signals only this process, which stops the apps before their database.
    detached: process.platform !== 'win32',
  })
  const lines: string[] = []
  for (const output of [child.stdout, child.stderr]) {
    createInterface({ input: output }).on('line', line => {
      lines.push(line)
      if (lines.length > linesMax) lines.shift()
      print?.(`${name} | ${line}`)
    })
  }
  const exited = new Promise<string>(resolve => {
    child.once('error', error => resolve(`could not run: ${error.message}`))
    child.once('close', (code, signal) => resolve(signal ? `was ended by ${signal}` : `exited with ${code}`))
  })
  stopWithThisProcess(child, stopSignal)

  async function stop() {
    child.kill(stopSignal)
    const timer = setTimeout(() => child.kill('SIGKILL'), stopMs)
    await exited
    clearTimeout(timer)
  }
  return { name, exited, lastLines: () => lines.join('\n'), stop }
}

// The shell waits for the end of its input. The system closes our end of the pipe when this process ends for any
// reason.
function stopWithThisProcess(child: ChildProcess, signal: string) {
  if (child.pid === undefined || process.platform === 'win32') return
  const script = 'read -r line; kill -s "$0" "$1"'
  const watcher = spawn('sh', ['-c', script, signal.slice('SIG'.length), String(child.pid)], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  })
  child.once('exit', () => watcher.kill('SIGKILL'))
}

/** Resolves when the child has exited with 0. Rejects with its last lines if it fails. */
export async function untilDone(child: Child): Promise<void> {
  const exit = await child.exited
  if (exit !== 'exited with 0') throw new Error(describe(child, exit))
}

/** Resolves when `probe` resolves. Rejects with the child's last lines if the child exits first, or after a minute. */
export async function untilReady(child: Child, probe: () => Promise<unknown>): Promise<void> {
  let ended: string | undefined
  child.exited.then(exit => {
    ended = exit
  })
  const deadline = Date.now() + readyMs
  for (;;) {
    const error = await probe().then(() => undefined, String)
    if (ended) throw new Error(describe(child, `${ended} before it was ready`))
    if (error === undefined) return
    if (Date.now() > deadline) throw new Error(describe(child, `is not ready after a minute (${error})`))
    await delay(pollMs)
  }
}

const describe = ({ name, lastLines }: Child, problem: string) =>
  `${name} ${problem}. Its last lines:\n${lastLines()}`
