import { setTimeout as delay } from 'node:timers/promises'
import type { App } from '../app.ts'

/** What befalls an app; each resolves when it can work again. */
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
}
