/** Even shares that add up to `total`, each at least one: with more shares than that they add up to more. */
export function sharesOf(total: number, count: number): number[] {
  const remainder = total % count
  return Array.from({ length: count }, (_, index) =>
    Math.max(1, Math.floor(total / count) + (index < remainder ? 1 : 0)),
  )
}
