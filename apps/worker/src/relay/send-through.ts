import type { AttemptAnswer } from '../attempt-answer.ts'
import type { Mail } from '../mail/create-render.ts'
import type { Relay } from './open-relay.ts'
import type { Permit } from './start-gate.ts'

/**
 * Sends the mail through the relays of a permit: the next relay is tried only if the last one has not got the mail
 * (`not_sent`). Nothing is sent once `maySend` returns false.
 */
export async function sendThrough(
  { relays: [first, ...others], waitForTurn, pace, report }: Permit,
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
    await pace(relay)
    const answer = await relay.send(mail, maySend)
    // A mail that was not sent because `maySend` was false is no failure of the relay.
    if (answer.outcome !== 'not_sent' || maySend()) report(relay, answer)
    return answer
  }
}
