/** How many units were done, and in how many milliseconds. */
export type Done = { units: number; ms: number }

/** A part that sets a limit by itself. `prepare` comes before each run and is not measured. */
export type Part = {
  what: string
  unit: string
  prepare?: () => Promise<void>
  run: (ms: number) => Promise<Done>
}

/** Several parts and what must be closed after them. */
export type Parts = { parts: Part[]; close: () => Promise<unknown> }

/** Runs `step`, which says how many units it did, in so many lanes for so long, each time as soon as it has ended. */
export function inLanes(lanes: number, step: () => Promise<number>): Part['run'] {
  return async ms => {
    const begun = performance.now()
    let units = 0
    await Promise.all(
      Array.from({ length: lanes }, async () => {
        while (performance.now() - begun < ms) {
          const done = await step()
          units += done
        }
      }),
    )
    return { units, ms: performance.now() - begun }
  }
}
