/**
 * A moment in words, to the minute, in UTC: `November 23, 2026 at 3:43 AM UTC`. Throws RangeError where `iso` is no moment.
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
