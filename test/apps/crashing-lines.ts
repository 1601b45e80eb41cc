/** How many lines `crashing-app.ts` logs before it crashes. */
export const crashingLines = 1_000
