import type { AttemptAnswer } from '../attempt-answer.ts'
import type { Mail } from '../mail/create-render.ts'
import type { Relay } from './open-relay.ts'
import type { Permit } from './start-gate.ts'

/**
 * Hands the mail to the first relay of the permit that takes part: the next is asked only while nothing was handed over.
 * Nothing is handed over once `mayLeave` says no.
 */
export async function sendThrough(
  { relays: [first, ...others], waitForTurn, pace, report }: Permit,
  mail: Mail,
  mayLeave: () => boolean,
): Promise<AttemptAnswer> {
  let answer = await tryRelay(first)
  for (const relay of others) {
    if (answer.outcome !== 'not_sent' || !mayLeave() || !(await waitForTurn(relay))) break
    answer = await tryRelay(relay)
  }
  return answer

  async function tryRelay(relay: Relay): Promise<AttemptAnswer> {
    await pace(relay)
    const answer = await relay.send(mail, mayLeave)
    // A mail that we held back ourselves says nothing of the relay.
    if (answer.outcome !== 'not_sent' || mayLeave()) report(relay, answer)
    return answer
  }
}
