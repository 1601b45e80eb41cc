/** What accounting knows. All moments are milliseconds of the one clock that this machine has. */
export type Facts = {
  calls: Call[]
  deliveries: Delivery[]
  copies: Copy[]
  deadLinks: DeadLink[]
  faults: FaultRecord[]
}

/** A call for a link; `status` is null where there was no answer. */
export type Call = { requestId: string; status: number | null; endedAt: number }

export type Attempt = {
  number: number
  startedAt: number
  finishedAt: number | null
  outcome: string | null
  relay: string | null
  detail: string | null
}

export type Delivery = {
  id: string
  requestId: string
  linkId: string
  status: string
  deadReason: string | null
  deadline: number
  expiresAt: number | null
  attempts: Attempt[]
}

/** A mail that a relay kept. `link` tells links with their codes apart without holding the code. */
export type Copy = { deliveryId: string; linkId: string; link: string; relay: string; receivedAt: number }

/** A link that was made unusable; `at` is when that was certain. */
export type DeadLink = { linkId: string; how: 'revoked' | 'redeemed'; at: number }

/** `ofServer`: it broke a server, of which there is no other to take over, and not merely an app. */
export type FaultRecord = {
  what: string
  targets: string
  ofServer: boolean
  beganAt: number
  endedAt: number
}
