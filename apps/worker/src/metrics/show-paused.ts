import { kindOfScope, type PauseScope, pauseKinds } from '@passlink/store'
import { Gauge, type Registry } from 'prom-client'

/**
 * Shows at each scrape how many pauses are in force, by what they pause, and how many queues were paused with another
 * tool.
 */
export function showPaused(
  registry: Registry,
  scopes: () => readonly PauseScope[],
  pausedQueues: () => readonly string[],
): void {
  new Gauge({
    name: 'passlink_paused',
    help: 'Pauses in force, by what they pause; queue: the queues that were paused with another tool',
    labelNames: ['scope'],
    registers: [registry],
    collect() {
      const kinds = scopes().map(kindOfScope)
      for (const scope of pauseKinds) this.set({ scope }, kinds.filter(kind => kind === scope).length)
      this.set({ scope: 'queue' }, pausedQueues().length)
    },
  })
}
