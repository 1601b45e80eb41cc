import type { AttemptAnswer } from '../attempt-answer.ts'
import type { Mail } from '../mail/create-render.ts'
import type { Relay } from './open-relay.ts'
import type { Permit } from './permit.ts'

const connectionWaitMs = 30_000

/**
 * Sends the mail through the relays of a permit: the next relay is tried only if the last one has not got the mail
 * (`not_sent`). Nothing is sent once `maySend` returns false. Waits up to half a minute for a connection to a relay.
 */
export async function sendThrough(
  { relays: [first, ...others], waitForTurn, canUse, pace, report }: Permit,
  mail: Mail,
  maySend: () => boolean,
): Promise<AttemptAnswer> {
  let answer = await tryRelay(first)
  for (const relay of others) {
    if (answer.outcome !== 'not_sent' || !maySend() || !(await waitForTurn(relay))) break
    answer = await tryRelay(relay)
  }
  return answer

  async function tryRelay(relay: Relay): Promise<AttemptAnswer> {
    const { name, connections } = relay
    const connection = await connections.acquire(connectionWaitMs)
    if (!connection) return notSent(name, 'no connection to the relay became free')
    try {
      // The relay may have been found away while this mail waited for a connection.
      if (!canUse(relay)) return notSent(name, 'the relay is away')
      await pace(relay)
      const answer = { ...(await connection.send(mail, maySend)), relay: name }
      // A mail that was not sent because `maySend` was false is no failure of the relay.
      if (answer.outcome !== 'not_sent' || maySend()) report(relay, answer)
      return answer
    } finally {
      connections.release(connection)
    }
  }
}

function notSent(relay: string, detail: string): AttemptAnswer {
  return { relay, outcome: 'not_sent', smtpCode: null, enhancedCode: null, detail, retryAfterMs: null }
}
