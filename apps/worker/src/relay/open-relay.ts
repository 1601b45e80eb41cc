import type { AttemptAnswer } from '../attempt-answer.ts'
import type { Mail } from '../mail/create-render.ts'
import { type Lane, openLane } from './open-lane.ts'

/** An SMTP server that we hand mail to; `send` does not reject. `name` is its host and port. */
export type Relay = {
  name: string
  send: (mail: Mail, mayLeave: () => boolean) => Promise<AttemptAnswer>
  close: () => void
}

/** Keeps as many connections as mails were ever sent at the same time. */
export function openRelay(url: string): Relay {
  const { hostname, port, protocol } = new URL(url)
  const name = `${hostname}:${port || (protocol === 'smtps:' ? 465 : 587)}`
  const lanes: Lane[] = []
  const free: Lane[] = []

  function addLane(): Lane {
    const lane = openLane(url)
    lanes.push(lane)
    return lane
  }

  return {
    name,
    async send(mail, mayLeave) {
      const lane = free.pop() ?? addLane()
      const answer = await lane.send(mail, mayLeave)
      free.push(lane)
      return { ...answer, relay: name }
    },
    close() {
      for (const lane of lanes) lane.close()
    },
  }
}
