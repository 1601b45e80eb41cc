import { expect } from 'vitest'
import { eventually } from '../eventually.ts'
import { type App, askForLink } from '../passlink.ts'

/** Asks for links one after another until it is stopped. Resolves to the statuses of the answers. */
export function startAsking(api: Pick<App, 'port'>, token: string) {
  const statuses: number[] = []
  let isStopping = false
  const ended = (async () => {
    while (!isStopping) statuses.push((await askForLink(api, token)).status)
  })()
  ended.catch(() => {})
  return {
    again: () => {
      const wanted = statuses.length + 2
      return eventually(() => expect(statuses.length).toBeGreaterThanOrEqual(wanted))
    },
    async stop() {
      isStopping = true
      await ended
      return statuses
    },
  }
}
