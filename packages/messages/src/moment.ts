type Format = { format: Intl.DateTimeFormat; isUtc: boolean }

const time = { hour: 'numeric', minute: '2-digit', timeZoneName: 'short' } as const
const styles = {
  day: { day: 'numeric' },
  time,
  short: { month: 'short', day: 'numeric', ...time },
  full: { year: 'numeric', month: 'long', day: 'numeric', ...time },
} as const

/**
 * A time as text, to the minute: `November 23, 2026 at 3:43 AM UTC`, or, where the time zone (IANA) of the reader is
 * known, `November 23, 2026 at 4:43 AM GMT+1 (3:43 AM UTC)`. A time zone that this platform does not know is treated as
 * unknown. Throws RangeError if `at`, in milliseconds or ISO 8601, is not a valid time.
 */
export function formatMoment(at: string | number, language: string, timeZone?: string | null): string {
  const date = new Date(at)
  const text = (zone: string, style: keyof typeof styles) =>
    formatFor(language, zone, style)?.format.format(date)
  const local = timeZone ? formatFor(language, timeZone, 'full') : undefined
  if (!timeZone || !local || local.isUtc) return text('UTC', 'full') ?? ''
  const isSameDay = text(timeZone, 'day') === text('UTC', 'day')
  return `${local.format.format(date)} (${text('UTC', isSameDay ? 'time' : 'short')})`
}

const utcNames = ['UTC', 'Etc/UTC', 'GMT', 'Etc/GMT']
// There Intl would write the half of the day in Latin letters.
const with24Hours = ['hi', 'ko']

// Creating one takes a millisecond. The languages are those of the catalogs; the time zones are any.
const formats = new Map<string, Format>()
const formatsMax = 500

/** Undefined if the time zone is unknown. */
function formatFor(language: string, timeZone: string, style: keyof typeof styles): Format | undefined {
  const key = `${language} ${style} ${timeZone}`
  const known = formats.get(key)
  if (known) {
    // A Map iterates in the order in which its keys were set: the least recently used one is the first.
    formats.delete(key)
    formats.set(key, known)
    return known
  }
  const made = createFormat(language, timeZone, style)
  if (!made) return undefined
  if (formats.size === formatsMax) formats.delete(formats.keys().next().value as string)
  formats.set(key, made)
  return made
}

function createFormat(language: string, timeZone: string, style: keyof typeof styles): Format | undefined {
  const hours = with24Hours.includes(language) && style !== 'day' ? { hourCycle: 'h23' as const } : {}
  try {
    const format = new Intl.DateTimeFormat(language, { ...styles[style], ...hours, timeZone })
    return { format, isUtc: utcNames.includes(format.resolvedOptions().timeZone) }
  } catch (error) {
    if (error instanceof RangeError) return undefined
    throw error
  }
}
