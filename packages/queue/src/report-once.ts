const repeatMs = 60_000
const messagesMax = 100

/** Calls `report` with an error unless it was called with one of the same message less than a minute ago. */
export function reportOnce(report: (error: Error) => void): (error: Error) => void {
  const reportedAt = new Map<string, number>()
  return error => {
    const now = performance.now()
    if (now - (reportedAt.get(error.message) ?? Number.NEGATIVE_INFINITY) < repeatMs) return
    if (reportedAt.size >= messagesMax) reportedAt.clear()
    reportedAt.set(error.message, now)
    report(error)
  }
}
