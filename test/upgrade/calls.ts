import { setTimeout as pace } from 'node:timers/promises'
import { expect } from 'vitest'
import { eventually } from '../eventually.ts'
import type { Apps, Installation } from './installation.ts'

/** Whether each webhook was told once, and how many passkeys there are. */
export async function tellings({ database: { sql }, receiver }: Installation) {
  const webhooks = await sql<{ id: string }[]>`select id from deliveries where kind = 'webhook' order by id`
  const told = receiver.received.map(({ headers }) => String(headers['webhook-id']))
  const isOnce = told.length > 0 && told.sort().join() === webhooks.map(({ id }) => id).join()
  const passkeys = await sql`select from passkeys`
  return { told: isOnce ? 'each once' : told, passkeys: passkeys.length }
}

/** Asks for links, at most 40 a second and 800 in all, until it is stopped, which resolves to their number. */
export function startCalls({ ask }: Installation, apps: Apps) {
  let [answered, stopping] = [0, false]
  async function call() {
    for (let n = 0; n < 400 && !stopping; n++) {
      await Promise.all([ask(apps), pace(50)])
      answered += 1
    }
  }
  const callers = Promise.all([call(), call()])
  callers.catch(() => {})
  return {
    /** Resolves once calls that were made after this have been answered. */
    again() {
      const wanted = answered + 4
      return eventually(() => expect(answered).toBeGreaterThanOrEqual(wanted), 20_000)
    },
    async stop() {
      stopping = true
      await callers
      return answered
    },
  }
}
