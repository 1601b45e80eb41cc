const unitMs: Record<string, number> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 }
const delayMsMax = 6 * 3_600_000

// Only a time after an instruction to the sender is a delay: "100 mails in 1 hour" is a limit.
const instruction = String.raw`\b(?:again|retry|resend|back|wait|gr[ae]y-?list|block|delay|defer|suspend|throttl)[a-z]*`
const filler = String.raw`(?:[\s,(:=-]+(?:in|after|for|at least|about|another|the next|later))*[\s,(:=~-]+`
const time = String.raw`\d{1,6}(?:\.\d+)?\s*(?:s(?:ec(?:ond)?s?)?|m(?:in(?:ute)?s?)?|h(?:(?:ou)?rs?)?|d(?:ays?)?)(?![a-z])`
const times = String.raw`(?:PT?)?(?<times>${time}(?:(?:\(s\))?,?\s*(?:and\s+)?${time})*)`
const clock = String.raw`(?<hours>\d\d?):(?<minutes>\d\d):(?<seconds>\d\d)\b`
const requestedDelay = new RegExp(`${instruction}${filler}(?:${clock}|${times})`, 'i')

/**
 * The delay that the reply of a deferring relay requests, such as "try again in 300 seconds", "greylisted for 00:05:00"
 * or "retry after PT5M", in milliseconds and at most 6 hours; null if it requests none.
 */
export function requestedDelayMs(reply: string): number | null {
  const groups = requestedDelay.exec(reply)?.groups
  if (!groups) return null
  const { times = `${groups.hours}h ${groups.minutes}m ${groups.seconds}s` } = groups
  const parts = [...times.matchAll(/([\d.]+)\s*([smhd])/gi)]
  const ms = parts.reduce(
    (sum, [, amount, unit]) => sum + Number(amount) * (unitMs[unit?.toLowerCase() ?? ''] ?? 0),
    0,
  )
  return Math.min(Math.ceil(ms), delayMsMax)
}
