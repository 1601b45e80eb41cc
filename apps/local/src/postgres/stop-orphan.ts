import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { describeProcess } from '../processes/describe-process.ts'
import { dataOf } from './data-of.ts'

const patienceMs = { SIGINT: 10_000, SIGQUIT: 5_000, SIGKILL: 5_000 } as const

/**
 * Stops a Postgres that a killed run left on this directory, and waits until it is gone. A process that merely got its
 * id is left alone. Call it only as the directory's owner.
 */
export async function stopOrphan(directory: string): Promise<void> {
  const data = dataOf(directory)
  const path = join(data, 'postmaster.pid')
  const pid = Number.parseInt(await readFile(path, 'utf8').catch(() => ''), 10)
  if (!(pid > 1)) return
  const isOurs = async () => (await describeProcess(pid))?.includes(data) ?? false
  for (const signal of ['SIGINT', 'SIGQUIT', 'SIGKILL'] as const) {
    if (!(await isOurs())) break
    process.kill(pid, signal)
    const deadline = Date.now() + patienceMs[signal]
    while (Date.now() < deadline && (await isOurs())) await delay(20)
  }
  if (await isOurs())
    throw new Error(`an earlier Postgres (process ${pid}) still runs on ${data} and does not stop`)
  // A dead postmaster's file is left to Postgres: by it, it sees whether helpers of the dead one still use the data.
  if (await describeProcess(pid)) await rm(path, { force: true })
}
