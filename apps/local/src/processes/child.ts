import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { setTimeout as delay } from 'node:timers/promises'

/** A running process; `exited` resolves with how it ended, `lastLines` is the end of what it wrote. */
export type Child = {
  name: string
  exited: Promise<string>
  lastLines: () => string
  stop: () => Promise<void>
}

type Options = {
  name: string
  args: string[]
  cwd: string
  env: NodeJS.ProcessEnv
  print: (line: string) => void
}

const stopMs = 15_000
const linesKept = 20

/** Runs Node with `args` and nothing in its environment but `env`; every line that it writes goes to `print`. */
export function startChild({ name, args, cwd, env, print }: Options): Child {
  const child = spawn(process.execPath, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] })
  const lines: string[] = []
  for (const output of [child.stdout, child.stderr]) {
    createInterface({ input: output }).on('line', line => {
      lines.push(line)
      if (lines.length > linesKept) lines.shift()
      print(`${name} | ${line}`)
    })
  }
  let running = true
  const exited = new Promise<string>(resolve => {
    child.once('error', error => resolve(`could not run: ${error.message}`))
    child.once('close', (code, signal) => resolve(signal ? `was ended by ${signal}` : `exited with ${code}`))
  }).finally(() => {
    running = false
  })

  async function stop() {
    if (!running) return
    child.kill('SIGTERM')
    const patience = new AbortController()
    await Promise.race([exited, delay(stopMs, undefined, { signal: patience.signal }).catch(() => {})])
    patience.abort()
    if (running) child.kill('SIGKILL')
    await exited
  }
  return { name, exited, lastLines: () => lines.join('\n'), stop }
}
