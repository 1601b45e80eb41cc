const minuteMs = 60_000
const hourMs = 60 * minuteMs
const dayMs = 24 * hourMs

/** Formats a count: `12,345`, or `12,345+` if there are more. */
export const countOf = (count: number, hasMore = false): string =>
  `${count.toLocaleString('en')}${hasMore ? '+' : ''}`

/**
 * Formats the latest of the counts of equal periods, the oldest first, and the greatest of them. Null are those of the
 * oldest periods that are not known; in the last of these was what is missing until `total`, at least.
 */
export function latestAndGreatest(
  counts: readonly (number | null)[],
  total: number,
): { latest: string; greatest: string } {
  const known = counts.filter(count => count !== null)
  const rest = total - known.reduce((sum, count) => sum + count, 0)
  const latest = counts.at(-1) ?? null
  return {
    latest: latest === null ? countOf(rest, true) : countOf(latest),
    greatest:
      known.length < counts.length ? countOf(Math.max(rest, ...known), true) : countOf(Math.max(0, ...known)),
  }
}

/**
 * Formats a duration to what matters of it: `850 ms`, `3.2 s`, `42 s`, `3 min 20 s`, `2 h 5 min`, `3 d 4 h`; `–` for
 * null.
 */
export function durationOf(ms: number | null): string {
  if (ms === null) return '–'
  const whole = Math.max(0, Math.round(ms))
  if (whole < 1_000) return `${whole} ms`
  // 59,950 ms would be 60.0 s.
  const seconds = Math.round(whole / 1_000)
  if (whole < 9_950) return `${(whole / 1_000).toFixed(1)} s`
  if (seconds < 60) return `${seconds} s`
  const rounded = seconds * 1_000
  if (rounded < hourMs) return inTwoUnits(rounded, [minuteMs, 'min'], [1_000, 's'])
  return rounded < dayMs
    ? inTwoUnits(rounded, [hourMs, 'h'], [minuteMs, 'min'])
    : inTwoUnits(rounded, [dayMs, 'd'], [hourMs, 'h'])
}

type Unit = [ms: number, name: string]

function inTwoUnits(ms: number, [largeMs, large]: Unit, [smallMs, small]: Unit): string {
  const rest = Math.floor((ms % largeMs) / smallMs)
  return `${Math.floor(ms / largeMs)} ${large}${rest > 0 ? ` ${rest} ${small}` : ''}`
}
