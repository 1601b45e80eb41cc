import { setTimeout as pause } from 'node:timers/promises'

/**
 * How often and how long a migration waits for a lock of another session. `onBlocked` is called after each failed try.
 */
export type LockWaits = {
  lockTimeoutMs: number
  pauseMs: number
  triesMax: number
  onBlocked: (sentence: string) => void
}

const lockNotAvailable = '55P03'
const deadlockDetected = '40P01'

/**
 * Runs `work`, and retries it after a pause as long as it fails because of a lock; in the pause other transactions get
 * their locks. Rejects after `triesMax` tries, or at once if it fails for another reason. Either error names the
 * migration.
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
