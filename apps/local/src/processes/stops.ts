type Running = { stop: () => Promise<void> }

export type Stops = ReturnType<typeof createStops>

/** Everything that was started through `start`, to be stopped in the opposite order. */
export function createStops(report: (error: unknown) => void) {
  const started: Promise<Running>[] = []
  let stopping = false
  return {
    /** What `begin` starts. Rejects once stopping has begun. */
    async start<Started extends Running>(begin: () => Started | Promise<Started>): Promise<Started> {
      if (stopping) throw new Error('stopping')
      const starting = (async () => begin())()
      started.push(starting)
      return starting
    },
    /** Stops everything, last first, whatever fails; what is still starting is stopped as soon as it has. */
    async stop(): Promise<void> {
      stopping = true
      for (const starting of started.reverse()) {
        const running = await starting.catch(() => undefined)
        await running?.stop().catch(report)
      }
    },
  }
}
