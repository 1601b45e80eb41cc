// Creating one takes a millisecond. There are only as many as catalogs, whose languages are the only ones asked for.
const formats = new Map<string, Intl.DateTimeFormat>()

/**
 * A time as text, to the minute, in UTC: `November 23, 2026 at 3:43 AM UTC`. Throws RangeError if `at`, in
 * milliseconds or ISO 8601, is not a valid time.
 */
export function formatMoment(at: string | number, language: string): string {
  const format = formats.get(language) ?? createFormat(language)
  formats.set(language, format)
  return format.format(new Date(at))
}

// There Intl would write the half of the day in Latin letters.
const with24Hours = ['hi', 'ko']

function createFormat(language: string): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat(language, {
    year: 'numeric',
    month: 'long',
    day: 'numeric',
    hour: 'numeric',
    minute: '2-digit',
    ...(with24Hours.includes(language) ? { hourCycle: 'h23' } : {}),
    timeZone: 'UTC',
    timeZoneName: 'short',
  })
}
