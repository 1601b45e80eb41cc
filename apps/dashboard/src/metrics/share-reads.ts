import { setTimeout as pause } from 'node:timers/promises'

type Limits = { ageMaxMs: number; limitMs: number; onFailure: (error: unknown) => void }

/**
 * Lets all who ask share one read: the one in progress, or the last one while it is not older than `ageMaxMs`. Resolves to
 * undefined if the read fails or takes longer than `limitMs`. `onFailure` is called when it fails for the first time.
 */
export function shareReads<Value>(
  read: () => Promise<Value>,
  { ageMaxMs, limitMs, onFailure }: Limits,
): () => Promise<Value | undefined> {
  let latest: Promise<Value | undefined> | undefined
  let startedAt = 0
  let isReading = false
  let hasFailed = false

  async function readInTime(): Promise<Value | undefined> {
    const limit = new AbortController()
    const { signal } = limit
    try {
      const late = pause(limitMs, undefined, { signal, ref: false }).then(() => {
        throw new Error(`no answer within ${limitMs} ms`)
      })
      const value = await Promise.race([read(), late])
      hasFailed = false
      return value
    } catch (error) {
      if (!hasFailed) onFailure(error)
      hasFailed = true
      return undefined
    } finally {
      isReading = false
      limit.abort()
    }
  }

  return () => {
    if (latest && (isReading || performance.now() - startedAt < ageMaxMs)) return latest
    isReading = true
    startedAt = performance.now()
    latest = readInTime()
    return latest
  }
}
