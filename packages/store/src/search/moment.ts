const unitMs: Record<string, number> = { m: 60_000, h: 3_600_000, d: 86_400_000 }

const age = /^(\d{1,5})([mhd])$/
const date = /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(Z|[+-]\d\d:\d\d)?)?$/i

/**
 * The moment that a text stands for, as of `Date.now()`: an age such as `30m`, `2h` or `7d`, a date, or a date and time
 * (RFC 3339), in UTC where it does not say. Undefined if it is none of these.
 */
export function momentAt(text: string, now: number): number | undefined {
  const [, amount, unit] = age.exec(text) ?? []
  if (amount && unit) return now - Number(amount) * (unitMs[unit] as number)
  const [written, offset] = date.exec(text) ?? []
  if (!written) return undefined
  const at = Date.parse(/T/i.test(written) && !offset ? `${written}Z` : written)
  return Number.isNaN(at) || at < 0 ? undefined : at
}
