const delayMsMax = 6 * 3_600_000

const month = '(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)'
const time = String.raw`\d\d:\d\d:\d\d`
const withZone = [
  String.raw`\w{3}, \d\d ${month} \d{4} ${time} GMT`,
  String.raw`\w{6,9}, \d\d-${month}-\d\d ${time} GMT`,
]
const httpDate = new RegExp(`^(?:${withZone.join('|')})$`)
const asctime = new RegExp(String.raw`^\w{3} ${month} [ \d]\d ${time} \d{4}$`)

/**
 * The delay that a `Retry-After` field requests, in milliseconds and at most 6 hours: seconds or a date in one of the
 * three forms (RFC 9110 sections 10.2.3 and 5.6.7). Null if it requests none, is malformed or in the past.
 */
export function retryAfterMs(field: string | null, now: number): number | null {
  const text = field?.trim() ?? ''
  if (/^\d+$/.test(text)) return Math.min(Number(text) * 1_000, delayMsMax)
  const at = httpDate.test(text)
    ? Date.parse(text)
    : asctime.test(text)
      ? Date.parse(`${text} GMT`)
      : Number.NaN
  return at > now ? Math.min(at - now, delayMsMax) : null
}
