const units = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1_000],
] as const

/** A duration in the largest unit that represents it exactly: `1 hour`, `90 minutes`. Rounds up to whole seconds. */
export function formatDuration(ms: number, language: string): string {
  const [unit, size] = units.find(([, unitMs]) => ms >= unitMs && ms % unitMs === 0) ?? ['second', 1_000]
  return new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay: 'long' }).format(
    Math.ceil(ms / size),
  )
}
