const unitMs: Record<string, number> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 }
const delayMsMax = 6 * 3_600_000

// Only what a sender is told to do: "100 mails in 1 hour" names a limit, not a delay.
const request = String.raw`\b(?:again|retry|resend|back|wait|gr[ae]y-?list|block|delay|defer|suspend|throttl)[a-z]*`
const filler = String.raw`(?:[\s,(:=-]+(?:in|after|for|at least|about|another|the next|later))*[\s,(:=~-]+`
const time = String.raw`\d{1,6}(?:\.\d+)?\s*(?:s(?:ec(?:ond)?s?)?|m(?:in(?:ute)?s?)?|h(?:(?:ou)?rs?)?|d(?:ays?)?)(?![a-z])`
const times = String.raw`(?:PT?)?(?<times>${time}(?:(?:\(s\))?,?\s*(?:and\s+)?${time})*)`
const clock = String.raw`(?<hours>\d\d?):(?<minutes>\d\d):(?<seconds>\d\d)\b`
const namedDelay = new RegExp(`${request}${filler}(?:${clock}|${times})`, 'i')

/**
 * The delay that a deferring relay names, as in "try again in 300 seconds", "greylisted for 00:05:00" or "retry after
 * PT5M", in milliseconds and 6 hours at most; null when it names none.
 */
export function namedDelayMs(words: string): number | null {
  const named = namedDelay.exec(words)?.groups
  if (!named) return null
  const { times = `${named.hours}h ${named.minutes}m ${named.seconds}s` } = named
  const parts = [...times.matchAll(/([\d.]+)\s*([smhd])/gi)]
  const ms = parts.reduce(
    (sum, [, amount, unit]) => sum + Number(amount) * (unitMs[unit?.toLowerCase() ?? ''] ?? 0),
    0,
  )
  return Math.min(Math.ceil(ms), delayMsMax)
}
