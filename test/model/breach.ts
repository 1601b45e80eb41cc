/** The first of these breaches that is one. */
export const breachOf = (breaches: Record<string, boolean>): string | undefined =>
  Object.entries(breaches).find(([, isBreach]) => isBreach)?.[0]
