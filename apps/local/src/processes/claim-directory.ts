import { join } from 'node:path'
import { lock } from 'proper-lockfile'

const staleMs = 3_000
// proper-lockfile dates a new lock up to a second ahead, to detect the precision of the file system's timestamps.
const aheadMs = 1_000
const retryMs = 250

/**
 * Locks a directory for this process. Resolves with the function that releases the lock; calling that again has no
 * effect. The lock of a killed process expires after three to four seconds, so this waits a little longer than that for
 * another owner before it rejects.
 */
export async function claimDirectory(directory: string): Promise<() => Promise<void>> {
  const release = await lock(directory, {
    lockfilePath: join(directory, 'lock'),
    stale: staleMs,
    update: 1_000,
    retries: { retries: (staleMs + aheadMs) / retryMs + 2, minTimeout: retryMs, factor: 1 },
  }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ELOCKED') throw error
    throw new Error(
      `${directory} is in use by another Passlink: stop that one first, or set DATA_DIR to another directory`,
    )
  })
  return () => release().catch(() => {})
}
