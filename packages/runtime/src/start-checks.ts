import { setTimeout as pause } from 'node:timers/promises'
import type { Logger } from './logger.ts'

/** Resolves with a sentence that names a problem, or with undefined; rejects where it cannot be run yet. */
export type StartCheck = () => Promise<string | undefined>

const retryMs = 1_000

/**
 * Runs each check once, as soon as what it needs is there, and logs the problem that it finds. The start of the process does
 * not wait for it. `stop` ends the waiting.
 */
export function startChecks(checks: Record<string, StartCheck>, log: Logger): { stop: () => void } {
  const stopping = new AbortController()

  async function runOnce(name: string, check: StartCheck) {
    for (let tries = 0; !stopping.signal.aborted; tries += 1) {
      try {
        const problem = await check()
        if (problem) log.error({ check: name }, problem)
        return
      } catch (error) {
        if (tries === 0) log.warn({ err: error, check: name }, 'waiting for what this check needs')
        await pause(retryMs, undefined, { signal: stopping.signal }).catch(() => {})
      }
    }
  }

  for (const [name, check] of Object.entries(checks)) void runOnce(name, check)
  return { stop: () => stopping.abort() }
}
