/** The value below which this share (0 to 1) of the values lies, by nearest rank; NaN when there are none. */
export function percentile(values: number[], share: number): number {
  const sorted = values.toSorted((one, other) => one - other)
  const rank = Math.max(1, Math.ceil(share * sorted.length))
  return sorted[rank - 1] ?? Number.NaN
}

/** The middle value, or the mean of the two in the middle; NaN when there are none. */
export function median(values: number[]): number {
  const sorted = values.toSorted((one, other) => one - other)
  const below = sorted[Math.ceil(sorted.length / 2) - 1] ?? Number.NaN
  const above = sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
  return (below + above) / 2
}

/** A number as people compare it: about three digits, thousands apart; `–` for what is not one. */
export function format(value: number): string {
  if (!Number.isFinite(value)) return '–'
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2
  return value.toLocaleString('en', { minimumFractionDigits: 0, maximumFractionDigits: digits })
}

/** The median, and where there is more than one value the lowest and the highest: `1,020 (965 to 1,100)`. */
export function formatSpread(values: number[]): string {
  const middle = format(median(values))
  if (values.length < 2) return middle
  return `${middle} (${format(Math.min(...values))} to ${format(Math.max(...values))})`
}
