import { setTimeout as pause } from 'node:timers/promises'

/** How often and how long a migration waits for a lock that others hold, and who is told each time that it waited in vain. */
export type LockWaits = {
  lockTimeoutMs: number
  pauseMs: number
  triesMax: number
  onBlocked: (sentence: string) => void
}

const lockNotAvailable = '55P03'
const deadlockDetected = '40P01'

/**
 * Runs `work` again, after a pause in which everybody else gets their locks, for as long as it fails because a lock is held by
 * others. Rejects after `triesMax` tries, and at once where it fails for another reason; either error names the migration.
 */
export async function retryWhileLocked(
  tag: string,
  { pauseMs, triesMax, onBlocked }: LockWaits,
  work: () => Promise<void>,
): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      return await work()
    } catch (error) {
      const { code, message } = error as { code?: string; message: string }
      if (code !== lockNotAvailable && code !== deadlockDetected)
        throw new Error(`migration ${tag} failed: ${message}`, { cause: error })
      if (tries >= triesMax)
        throw new Error(
          `migration ${tag} did not get its locks in ${tries} tries and changed nothing: end the transaction that holds them, then migrate again`,
          { cause: error },
        )
      onBlocked(`migration ${tag} waits for a lock that others hold (try ${tries} of ${triesMax})`)
      await pause(pauseMs)
    }
  }
}
