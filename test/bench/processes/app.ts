import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync, readFileSync } from 'node:fs'
import type { CleanUp } from '../../chaos/clean-up.ts'
import { eventually } from '../../eventually.ts'

/** An app in a process of its own that answers `/readyz` at its port. `startMs` is from the spawn until it did so with 200. */
export type App = { name: string; pid: number; port: number; startMs: number; end: () => Promise<void> }

type Options = {
  name: string
  /** The file of JavaScript that it runs. */
  program: string
  port: number
  environment: Record<string, string>
  /** Where its output is appended. */
  logFile: string
  cleanUp: CleanUp
}

const readyMs = 180_000
const endMs = 5_000

/** Starts an app and waits until it is ready. Rejects with the end of its log where it does not become so within three minutes. */
export async function startApp({
  name,
  program,
  port,
  environment,
  logFile,
  cleanUp,
}: Options): Promise<App> {
  const output = openSync(logFile, 'a')
  const begun = performance.now()
  const child = spawn(process.execPath, [program], {
    env: { PATH: process.env.PATH ?? '', ...environment },
    stdio: ['ignore', output, output],
  })
  cleanUp.add(end)
  closeSync(output)
  const hasEnded = () => child.exitCode !== null || child.signalCode !== null

  async function end() {
    if (hasEnded()) return
    const ended = once(child, 'exit')
    child.kill('SIGTERM')
    const force = setTimeout(() => child.kill('SIGKILL'), endMs)
    await ended
    clearTimeout(force)
  }

  try {
    await eventually(async () => {
      if (!hasEnded()) await requireReady(port)
    }, readyMs)
    if (hasEnded()) throw new Error(`ended with ${child.signalCode ?? child.exitCode}`)
  } catch (error) {
    await end()
    const log = readFileSync(logFile, 'utf8').trimEnd().split('\n').slice(-10).join('\n')
    throw new Error(`${name} did not start: ${(error as Error).message}\n${log}`, { cause: error })
  }
  return { name, pid: child.pid ?? 0, port, startMs: performance.now() - begun, end }
}

async function requireReady(port: number): Promise<void> {
  const response = await fetch(`http://127.0.0.1:${port}/readyz`, { signal: AbortSignal.timeout(3_000) })
  await response.body?.cancel()
  if (!response.ok) throw new Error(`/readyz answers ${response.status}`)
}
