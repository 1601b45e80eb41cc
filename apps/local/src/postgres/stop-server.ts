import { type ChildProcess, spawnSync } from 'node:child_process'
import { setTimeout as delay } from 'node:timers/promises'
import { dataOf } from './data-of.ts'
import type { Installation } from './run-binary.ts'

/** Fast shutdown: connections are cut, everything is written. Harder after ten seconds, so that it always ends. */
export async function stopServer(
  server: ChildProcess,
  exited: Promise<void>,
  { binaries }: Installation,
  directory: string,
): Promise<void> {
  const ended = exited.catch(() => {})
  if (process.platform === 'win32')
    spawnSync(`${binaries}/bin/pg_ctl`, ['stop', '-D', dataOf(directory), '-m', 'fast'])
  for (const signal of ['SIGINT', 'SIGQUIT', 'SIGKILL'] as const) {
    if (server.exitCode !== null || server.signalCode !== null || server.pid === undefined) return
    server.kill(signal)
    const patience = new AbortController()
    await Promise.race([ended, delay(10_000, undefined, { signal: patience.signal }).catch(() => {})])
    patience.abort()
  }
}
