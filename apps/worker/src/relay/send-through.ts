import type { Mail } from '../mail/create-render.ts'
import type { Relay } from './open-relay.ts'
import type { RelayAnswer } from './relay-answer.ts'

/** Hands the mail to the first relay that takes part: the next is asked only while nothing was handed over. */
export async function sendThrough(
  [first, ...others]: readonly [Relay, ...Relay[]],
  mail: Mail,
): Promise<RelayAnswer> {
  let answer = await first.send(mail)
  for (const relay of others) {
    if (answer.outcome !== 'not_sent') break
    answer = await relay.send(mail)
  }
  return answer
}
