// Creating one takes a millisecond. The languages are those of the catalogs; the time zones are any.
const formats = new Map<string, Intl.DateTimeFormat>()
const formatsMax = 500

/**
 * A time as text, to the minute: `November 23, 2026 at 3:43 AM UTC`, or, where the time zone (IANA) of the reader is
 * known, `November 23, 2026 at 4:43 AM GMT+1 (3:43 AM UTC)`. A time zone that this platform does not know is treated as
 * unknown. Throws RangeError if `at`, in milliseconds or ISO 8601, is not a valid time.
 */
export function formatMoment(at: string | number, language: string, timeZone?: string | null): string {
  const date = new Date(at)
  const local = !timeZone ? undefined : formatFor(language, timeZone, dateAndTime)
  if (!local || isUtc(local))
    return (formatFor(language, 'UTC', dateAndTime) as Intl.DateTimeFormat).format(date)
  const utc = formatFor(
    language,
    'UTC',
    dayOf(date, timeZone) === dayOf(date, 'UTC') ? time : shortDateAndTime,
  )
  return `${local.format(date)} (${utc?.format(date)})`
}

const time = { hour: 'numeric', minute: '2-digit', timeZoneName: 'short' } as const
const shortDateAndTime = { month: 'short', day: 'numeric', ...time } as const
const dateAndTime = { year: 'numeric', month: 'long', day: 'numeric', ...time } as const

const isUtc = (format: Intl.DateTimeFormat) =>
  ['UTC', 'Etc/UTC', 'GMT', 'Etc/GMT'].includes(format.resolvedOptions().timeZone)

const dayOf = (date: Date, timeZone: string | null | undefined) =>
  formatFor('en', timeZone ?? 'UTC', { day: 'numeric' })?.format(date)

// There Intl would write the half of the day in Latin letters.
const with24Hours = ['hi', 'ko']

/** Undefined if the time zone is unknown. */
function formatFor(
  language: string,
  timeZone: string,
  fields: Intl.DateTimeFormatOptions,
): Intl.DateTimeFormat | undefined {
  const key = JSON.stringify([language, timeZone, Object.keys(fields)])
  const known = formats.get(key)
  if (known) return known
  try {
    const hours = with24Hours.includes(language) && fields.hour ? { hourCycle: 'h23' as const } : {}
    const format = new Intl.DateTimeFormat(language, { ...fields, ...hours, timeZone })
    if (formats.size === formatsMax) formats.clear()
    formats.set(key, format)
    return format
  } catch (error) {
    if (error instanceof RangeError) return undefined
    throw error
  }
}
