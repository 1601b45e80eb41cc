const unitMs: Record<string, number> = { s: 1_000, m: 60_000, h: 3_600_000 }
const delayMsMax = 6 * 3_600_000

/** The delay that a deferring relay names, as in "try again in 300 seconds", in milliseconds; absent when it names none. */
export function namedDelayMs(words: string): number | undefined {
  const [, amount, unit] =
    /\b(?:in|after|wait|for|within)\s+(\d{1,6})\s*(s|m|h)(?:ec(?:ond)?s?|in(?:ute)?s?|(?:ou)?rs?)?\b/i.exec(
      words,
    ) ?? []
  if (!amount || !unit) return undefined
  return Math.min(Number(amount) * (unitMs[unit.toLowerCase()] as number), delayMsMax)
}
