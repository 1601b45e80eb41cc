import { setTimeout as delay } from 'node:timers/promises'
import type { App } from '../app.ts'

/** The faults of an app; each resolves when the fault is undone and the app is ready or resumed. */
export const processFaults = {
  async killed(app: App, forMs: number) {
    await app.end('SIGKILL')
    await delay(forMs)
    await app.start()
  },
  async terminated(app: App, forMs: number) {
    await app.end('SIGTERM')
    await delay(forMs)
    await app.start()
  },
  async frozen(app: App, forMs: number) {
    app.signal('SIGSTOP')
    await delay(forMs)
    app.signal('SIGCONT')
  },
  async logUnread(app: App, forMs: number) {
    app.log.pause()
    await delay(forMs)
    app.log.resume()
  },
  async clockJumped(app: App, forMs: number) {
    app.signal('SIGUSR2')
    await delay(forMs)
    app.signal('SIGUSR2')
  },
}
