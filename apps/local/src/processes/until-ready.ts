import { setTimeout as delay } from 'node:timers/promises'
import type { Child } from './child.ts'

/**
 * Resolves when `url` answers 200. Rejects when the child ends first (with its last lines), when it is not ready
 * within `patienceMs`, or when `signal` aborts.
 */
export async function untilReady(
  child: Child,
  url: string,
  signal: AbortSignal,
  patienceMs = 60_000,
): Promise<void> {
  let ended: string | undefined
  child.exited.then(how => {
    ended = how
  })
  const deadline = Date.now() + patienceMs
  for (;;) {
    const ready = await answersOk(url)
    signal.throwIfAborted()
    if (ended)
      throw new Error(`${child.name} ${ended} before it was ready. Its last lines:\n${child.lastLines()}`)
    if (ready) return
    if (Date.now() > deadline)
      throw new Error(
        `${child.name} is not ready after ${patienceMs / 1000} s. Its last lines:\n${child.lastLines()}`,
      )
    await delay(50)
  }
}

async function answersOk(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(2_000) })
    await response.arrayBuffer()
    return response.status === 200
  } catch {
    return false
  }
}
