/** What was started, to be stopped in the opposite order. */
export type Stops = { add: (stop: () => Promise<void>) => void; run: () => Promise<void> }

/** Stops everything that was added, last first, whatever fails; what is added meanwhile is stopped too. */
export function createStops(report: (error: unknown) => void): Stops {
  const stops: (() => Promise<void>)[] = []
  return {
    add: stop => {
      stops.push(stop)
    },
    run: async () => {
      for (let stop = stops.pop(); stop; stop = stops.pop()) await stop().catch(report)
    },
  }
}
