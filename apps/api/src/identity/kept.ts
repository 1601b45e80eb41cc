const retryPauseMs = 1_000

/**
 * Loads a value when it is first asked for and keeps it for `keepMs`. Whoever asks meanwhile shares the one attempt,
 * and after a failed one gets its error until a second has passed: however many ask, no more than that are made.
 */
export function createKept<Value>(
  load: () => Promise<Value>,
  keepMs = Number.POSITIVE_INFINITY,
): () => Promise<Value> {
  let kept: Promise<Value> | undefined
  let until = 0
  return () => {
    if (kept && performance.now() < until) return kept
    until = Number.POSITIVE_INFINITY
    kept = load()
    kept
      .then(
        () => keepMs,
        () => retryPauseMs,
      )
      .then(ms => {
        until = performance.now() + ms
      })
    return kept
  }
}
