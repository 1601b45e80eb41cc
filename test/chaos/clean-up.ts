/** What must be undone before the process leaves, whatever happens. */
export type CleanUp = { add: (step: () => Promise<unknown>) => void; run: () => Promise<void> }

/** Steps are run once each, the last first; one that fails does not keep the others from running. */
export function createCleanUp(): CleanUp {
  const steps: (() => Promise<unknown>)[] = []
  return {
    add: step => void steps.push(step),
    async run() {
      for (let step = steps.pop(); step; step = steps.pop()) {
        await step().catch(error => console.error('while cleaning up:', error))
      }
    },
  }
}
