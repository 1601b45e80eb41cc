import { loopback } from '../loopback.ts'
import { type Child, untilReady } from '../processes/child.ts'
import type { Settings } from './app-settings.ts'
import { type ProgramContext, startProgram } from './program.ts'

/** The apps as child processes. */
export type Apps = ReturnType<typeof createApps>

/** `onExit` is called with the reason when an app exits that was not stopped here. */
export function createApps(
  settings: Record<string, Settings>,
  context: ProgramContext,
  onExit: (reason: string) => void,
) {
  const running = new Map<string, Child>()
  return {
    names: Object.keys(settings),
    isRunning: (name: string) => running.has(name),
    /** Starts an app and resolves when it is ready. Rejects as soon as it fails to start. */
    async start(name: string): Promise<void> {
      const env = settings[name] ?? {}
      const app = await startProgram(name, env, context)
      running.set(name, app)
      let isReady = false
      void app.exited.then(reason => {
        if (running.get(name) !== app) return
        running.delete(name)
        if (isReady) onExit(`${name} ${reason}`)
      })
      await untilReady(app, () =>
        checkReady(`http://${loopback}:${env[`${name.toUpperCase()}_PORT`]}/readyz`),
      )
      isReady = true
    },
    /** Stops an app. */
    async stop(name: string): Promise<void> {
      const app = running.get(name)
      running.delete(name)
      await app?.stop()
    },
  }
}

async function checkReady(url: string): Promise<void> {
  const response = await fetch(url, { signal: AbortSignal.timeout(2_000) })
  await response.arrayBuffer()
  if (!response.ok) throw new Error(`${url} answered ${response.status}`)
}
