/** At most `max` mails in `windowMs`, evenly over that time. */
export type Rate = { max: number; windowMs: number }

const units = { d: 86_400_000, h: 3_600_000, m: 60_000, s: 1_000, ms: 1 }

/** The rate of each relay, if it has one: one for all, or one for each in the order of the relays. */
export function ratesOf<Relay>(
  relays: readonly Relay[],
  rates: readonly Rate[] | undefined,
): Map<Relay, Rate> {
  return new Map(
    relays.flatMap((relay, index) => {
      const rate = rates?.[index] ?? rates?.[0]
      return rate ? [[relay, rate]] : []
    }),
  )
}

/** A rate as in the settings, with the largest unit that leaves a whole number: `100/1s`. */
export function textOfRate({ max, windowMs }: Rate): string {
  const [unit, ms] = Object.entries(units).find(([, ms]) => windowMs % ms === 0) as [string, number]
  return `${max}/${windowMs / ms}${unit}`
}
