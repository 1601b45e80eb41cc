const retryPauseMs = 1_000

/**
 * Loads a value when it is first needed and caches it for `lifetimeMs`. Concurrent callers share one load. An error is
 * cached for a second, so that a failing load is retried at most once a second.
 */
export function createCachedLoad<Value>(
  load: () => Promise<Value>,
  lifetimeMs = Number.POSITIVE_INFINITY,
): () => Promise<Value> {
  let cached: Promise<Value> | undefined
  let expiresAt = 0
  return () => {
    if (cached && performance.now() < expiresAt) return cached
    expiresAt = Number.POSITIVE_INFINITY
    cached = load()
    cached
      .then(
        () => lifetimeMs,
        () => retryPauseMs,
      )
      .then(ms => {
        expiresAt = performance.now() + ms
      })
    return cached
  }
}
