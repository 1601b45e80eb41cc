import { setTimeout as pause } from 'node:timers/promises'
import type { Logger } from './logger.ts'

/** Resolves to a sentence that names what is wrong, or to nothing; rejects where that cannot be found out yet. */
export type StartCheck = () => Promise<string | undefined>

const againMs = 1_000

/**
 * Makes each check once, as soon as it can be made, and logs what it finds wrong. Nobody waits for it: a process starts whatever
 * it depends on is away, and says so. `stop` ends the waiting.
 */
export function startChecks(checks: Record<string, StartCheck>, log: Logger): { stop: () => void } {
  const stopping = new AbortController()

  async function makeOnce(name: string, check: StartCheck) {
    for (let tries = 0; !stopping.signal.aborted; tries += 1) {
      try {
        const problem = await check()
        if (problem) log.error({ check: name }, problem)
        return
      } catch (error) {
        if (tries === 0) log.warn({ err: error, check: name }, 'waiting for what this check needs')
        await pause(againMs, undefined, { signal: stopping.signal }).catch(() => {})
      }
    }
  }

  for (const [name, check] of Object.entries(checks)) void makeOnce(name, check)
  return { stop: () => stopping.abort() }
}
