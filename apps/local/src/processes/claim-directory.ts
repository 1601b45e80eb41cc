import { join } from 'node:path'
import { lock } from 'proper-lockfile'

const staleMs = 3_000
// proper-lockfile dates a new lock up to a second ahead, to learn how precise the file system's times are.
const aheadMs = 1_000
const retryMs = 250

/**
 * Makes this process the owner of a directory until the returned function is called; calling it again is harmless.
 * An owner that was killed loses the directory after three to four seconds, so another owner is waited for a little
 * longer than that before this rejects.
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
