/**
 * A time as text, to the minute, in UTC: `November 23, 2026 at 3:43 AM UTC`. Throws RangeError if `iso` is not a valid
 * time.
 */
export function formatMoment(iso: string, language: string): string {
  return new Intl.DateTimeFormat(language, {
    year: 'numeric',
    month: 'long',
    day: 'numeric',
    hour: 'numeric',
    minute: '2-digit',
    timeZone: 'UTC',
    timeZoneName: 'short',
  }).format(new Date(iso))
}
