type Running = { stop: () => Promise<void> }

export type Lifecycle = ReturnType<typeof createLifecycle>

/** Starts services, and stops all of them in reverse order. Errors while stopping go to `report`. */
export function createLifecycle(report: (error: unknown) => void) {
  const started: Promise<Running>[] = []
  let stopping = false
  return {
    /** Resolves with what `begin` starts. Rejects after `stop` was called. */
    async start<Started extends Running>(begin: () => Started | Promise<Started>): Promise<Started> {
      if (stopping) throw new Error('stopping')
      const starting = (async () => begin())()
      started.push(starting)
      return starting
    },
    /**
     * Stops everything in reverse order and continues after errors. Waits for what is still starting, and stops it too.
     */
    async stop(): Promise<void> {
      stopping = true
      for (const starting of started.reverse()) {
        const running = await starting.catch(() => undefined)
        await running?.stop().catch(report)
      }
    },
  }
}
