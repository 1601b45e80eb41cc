/** Steps that must run before the process exits, whatever happens. */
export type CleanUp = { add: (step: () => Promise<unknown>) => void; run: () => Promise<void> }

/** Each step runs once, the last first; a step that fails does not stop the others. */
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
