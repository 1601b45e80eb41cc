const everyMs = 250

/** Calls `then` once when the process that started this one has ended. */
export function whenParentEnds(then: () => void): void {
  const parent = process.ppid
  const timer = setInterval(() => {
    if (process.ppid === parent) return
    clearInterval(timer)
    then()
  }, everyMs).unref()
}
