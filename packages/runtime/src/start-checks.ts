import { setTimeout as pause } from 'node:timers/promises'
import type { Logger } from './logger.ts'

/** Resolves to a sentence that describes a problem, or to undefined. Rejects if its dependency is not available yet. */
export type StartCheck = () => Promise<string | undefined>

const retryMs = 1_000

/**
 * Runs each check until it does not reject, and logs the problem that it finds. The start of the process does not wait
 * for the checks. `stop` ends the retries.
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
