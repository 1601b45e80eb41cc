/** The causes of death that are told apart, and how the reasons of each begin. */
const beginnings = {
  rejected: 'rejected: ',
  paused: 'the deadline passed while ',
  deadline: 'the deadline ',
  link_ended: 'the link was ',
  address: 'the person has no verified address',
  suppressed: 'the address is suppressed',
} as const

/**
 * Why a delivery is dead, of a few causes: `rejected` (the recipient or the message was refused for good), `paused` or
 * `deadline` (its time was over, while it was paused or not), `link_ended` (redeemed or revoked), `address` (there is no
 * verified one), `suppressed` (mail to the address came back), or `other`, such as an outcome that could not be recorded.
 */
export type DeadCause = keyof typeof beginnings | 'other'

export const deadCauses: readonly DeadCause[] = [...(Object.keys(beginnings) as DeadCause[]), 'other']

/** The cause of a reason for death, which itself may quote a relay or an operator. */
export function causeOfDeath(reason: string): DeadCause {
  const found = Object.entries(beginnings).find(([, beginning]) => reason.startsWith(beginning))
  return (found?.[0] ?? 'other') as DeadCause
}
