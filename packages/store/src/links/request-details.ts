/**
 * From where a person asked for something, as far as that is known: the name of the application, the user agent of the
 * browser, a rough place in words, and the time zone (IANA).
 */
export type RequestDetails = {
  application?: string
  userAgent?: string
  location?: string
  timeZone?: string
}

export const detailLengths = { application: 100, userAgent: 500, location: 100 }

/** Whether a text is the name of a time zone that this platform knows. */
export function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return true
  } catch {
    return false
  }
}
